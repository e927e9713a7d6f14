// Types of comparisons, arithmetic and the methods of sets.

extension TypeChecker {
    mutating func checkBinary(
        _ operation: BinaryOperator, _ left: Expression, _ right: Expression,
        _ prior: Set<Capability>, _ expression: Expression
    ) -> Answer {
        switch operation {
        case .equal: return Answer(type: checkEqual(left, right, prior, expression))
        case .notEqual:
            return Answer(type: negated(checkEqual(left, right, prior, expression)))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            checkComparison(left, right, prior, expression)
            return Answer(type: .bool)
        case .add, .subtract, .multiply:
            for operand in [left, right] {
                _ = expect(.long, operand, prior) { type in
                    type == .string ? "Cedar does not join strings: compare with `like`" : nil
                }
            }
            return Answer(type: .long)
        case .isIn: return Answer(type: checkIn(left, right, prior))
        case .contains, .containsAll, .containsAny:
            checkContains(operation, left, right, prior, expression)
            return Answer(type: .bool)
        case .getTag: return checkGetTag(left, right, prior, expression)
        case .hasTag: return checkHasTag(left, right, prior)
        }
    }

    private mutating func checkEqual(
        _ left: Expression, _ right: Expression, _ prior: Set<Capability>,
        _ expression: Expression
    ) -> StaticType? {
        let first = check(left, prior).type
        let second = check(right, prior).type
        if case .entity(let one)? = first, case .entity(let other)? = second, one != other {
            return .alwaysFalse
        }
        if let one = literal(left), let other = literal(right) {
            return one == other ? .alwaysTrue : .alwaysFalse
        }
        guard let first, let second else { return .bool }
        if StaticType.join(first, second) == nil {
            report(
                expression.range,
                "values of types \(first) and \(second) are never equal",
                suggestion: Self.conversion(first, second))
        }
        return .bool
    }

    /// Returns what a literal, or the action of the environment, is known to be.
    private func literal(_ expression: Expression) -> Value? {
        switch expression.kind {
        case .literal(let value): value
        case .variable(.action): .entity(environment.action.uid)
        default: nil
        }
    }

    private static func conversion(_ left: StaticType, _ right: StaticType) -> String? {
        switch (left, right) {
        case (.extended(let kind), .string), (.string, .extended(let kind)):
            let function = kind == .ipaddr ? "ip" : kind.rawValue
            return "write the text as a value: `\(function)(\"…\")`"
        case (.entity(let type), .string), (.string, .entity(let type)):
            return "an entity is written `\(type)::\"…\"`"
        default: return nil
        }
    }

    private mutating func checkComparison(
        _ left: Expression, _ right: Expression, _ prior: Set<Capability>,
        _ expression: Expression
    ) {
        guard let first = check(left, prior).type, let second = check(right, prior).type else {
            return
        }
        for (operand, type) in [(left, first), (right, second)] where !Self.isOrdered(type) {
            report(
                operand.range, "\(quote(operand)) of type \(type) cannot be compared by size",
                suggestion: type == .extended(.decimal)
                    ? "decimals are compared with `.lessThan(…)` and its sisters"
                    : "Long, datetime and duration can")
            return
        }
        if first != second {
            report(
                expression.range, "a \(first) cannot be compared with a \(second)",
                suggestion: Self.conversion(first, second))
        }
    }

    private static func isOrdered(_ type: StaticType) -> Bool {
        type == .long || type == .extended(.datetime) || type == .extended(.duration)
    }

    private mutating func checkContains(
        _ operation: BinaryOperator, _ left: Expression, _ right: Expression,
        _ prior: Set<Capability>, _ expression: Expression
    ) {
        let set = expect(.anySet, left, prior) { type in
            switch type {
            case .entity: "for entities in entities, write `in`"
            case .record: "to look into a record, write `has`"
            case .string: "to look into a string, write `like`"
            default: nil
            }
        }
        let argument =
            operation == .contains
            ? check(right, prior)
            : expect(.anySet, right, prior) { _ in "for a single element, write `.contains(…)`" }
        guard let set = set.type, let found = argument.type else { return }
        let expected: StaticType
        if operation == .contains {
            guard case .set(let element?) = set else { return }
            expected = element
        } else {
            expected = set
        }
        if StaticType.join(expected, found) == nil {
            report(
                expression.range,
                "a \(set) never \(operation.rawValue) a \(found)",
                suggestion: Self.conversion(expected, found))
        }
    }
}
