// Expressions as text without positions, so that equal ones can be recognised.

extension Expression {
    /// Writes the expression with what abbreviations stand for spelt out.
    var shape: String {
        switch kind {
        case .literal(let value): return value.description
        case .variable(let variable): return variable.rawValue
        case .slot(let slot): return slot.rawValue
        case .conditional(let condition, let then, let otherwise):
            return "(if \(condition.shape) \(then.shape) \(otherwise.shape))"
        case .and(let operands): return Self.chain("&&", operands.map(\.shape))
        case .or(let operands): return Self.chain("||", operands.map(\.shape))
        case .not(let inner): return "(! \(inner.shape))"
        case .negate(let inner): return "(neg \(inner.shape))"
        case .binary(let operation, let left, let right):
            switch operation {
            case .notEqual: return "(! (== \(left.shape) \(right.shape)))"
            case .greater: return "(! (<= \(left.shape) \(right.shape)))"
            case .greaterOrEqual: return "(! (< \(left.shape) \(right.shape)))"
            default: return "(\(operation.rawValue) \(left.shape) \(right.shape))"
            }
        case .attribute(let base, let name): return "(. \(base.shape) \(name.cedarLiteral))"
        case .has(let base, let path):
            var holder = base.shape
            var steps: [String] = []
            for name in path {
                steps.append("(has \(holder) \(name.cedarLiteral))")
                holder = "(. \(holder) \(name.cedarLiteral))"
            }
            return Self.chain("&&", steps)
        case .like(let inner, let pattern): return "(like \(inner.shape) \(pattern.shape))"
        case .isType(let inner, let type, let within):
            let test = "(is \(inner.shape) \(type.name))"
            guard let within else { return test }
            return "(&& \(test) (in \(inner.shape) \(within.shape)))"
        case .isEmpty(let inner): return "(isEmpty \(inner.shape))"
        case .set(let elements):
            return "[" + elements.map(\.shape).joined(separator: " ") + "]"
        case .record(let items):
            let sorted = items.sorted { $0.name.bytesPrecede($1.name) }
            return "{"
                + sorted.map { "\($0.name.cedarLiteral) \($0.value.shape)" }
                .joined(separator: " ") + "}"
        case .call(let function, let arguments):
            return "(\(function.rawValue) "
                + arguments.map(\.shape).joined(separator: " ") + ")"
        }
    }

    private static func chain(_ operation: String, _ operands: [String]) -> String {
        var result = operands.first ?? ""
        for operand in operands.dropFirst() { result = "(\(operation) \(result) \(operand))" }
        return result
    }
}
