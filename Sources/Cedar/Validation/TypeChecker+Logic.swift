// Types of `&&`, `||` and `if`: what is never evaluated is never checked.

extension TypeChecker {
    mutating func checkAnd(_ operands: [Expression], _ prior: Set<Capability>) -> Answer {
        var left = expect(.bool, operands[0], prior)
        for operand in operands.dropFirst() {
            // What stands behind a false is never evaluated.
            if left.type == .alwaysFalse { return Answer(type: .alwaysFalse) }
            let right = expect(.bool, operand, prior.union(left.proves))
            switch (left.type, right.type) {
            case (nil, _), (_, nil): left = Answer(type: .bool)
            case (_, .alwaysFalse): left = Answer(type: .alwaysFalse)
            case (_, .alwaysTrue): left.proves.formUnion(right.proves)
            case (.alwaysTrue, _): left = right
            default: left = Answer(type: .bool, proves: left.proves.union(right.proves))
            }
        }
        return left
    }

    mutating func checkOr(_ operands: [Expression], _ prior: Set<Capability>) -> Answer {
        var left = expect(.bool, operands[0], prior)
        for operand in operands.dropFirst() {
            // What stands behind a true is never evaluated.
            if left.type == .alwaysTrue { return left }
            let right = expect(.bool, operand, prior)
            switch (left.type, right.type) {
            case (nil, _), (_, nil): left = Answer(type: .bool)
            case (_, .alwaysTrue): left = right
            case (_, .alwaysFalse): break
            case (.alwaysFalse, _): left = right
            default: left = Answer(type: .bool, proves: left.proves.intersection(right.proves))
            }
        }
        return left
    }

    mutating func checkConditional(
        _ condition: Expression, _ then: Expression, _ otherwise: Expression,
        _ prior: Set<Capability>, _ expression: Expression
    ) -> Answer {
        let test = expect(.bool, condition, prior)
        if test.type == .alwaysFalse { return check(otherwise, prior) }
        var first = check(then, prior.union(test.proves))
        if first.type != nil { first.proves.formUnion(test.proves) }
        if test.type == .alwaysTrue { return first }
        let second = check(otherwise, prior)
        guard let left = first.type, let right = second.type else { return Answer(type: nil) }
        guard let type = StaticType.join(left, right) else {
            report(
                expression.range,
                "the branches of this `if` have different types: \(left) and \(right)")
            return Answer(type: nil)
        }
        return Answer(type: type, proves: first.proves.intersection(second.proves))
    }
}
