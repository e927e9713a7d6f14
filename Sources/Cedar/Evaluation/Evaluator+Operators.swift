// Evaluates the operators on two values.

extension Evaluator {
    func binary(
        _ operation: BinaryOperator, _ left: Value, _ right: Value
    ) throws(EvaluationFault) -> Value {
        switch operation {
        case .equal: return .bool(left == right)
        case .notEqual: return .bool(left != right)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            return .bool(try compare(operation, left, right))
        case .add, .subtract, .multiply: return .long(try arithmetic(operation, left, right))
        case .isIn: return .bool(try isMember(left, of: right))
        case .contains: return .bool(try set(left).contains(right))
        case .containsAll: return .bool(try set(left).isSuperset(of: try set(right)))
        case .containsAny: return .bool(try !set(left).isDisjoint(with: try set(right)))
        case .getTag: return try tag(right, of: left)
        case .hasTag: return .bool(try hasTag(right, of: left))
        }
    }

    func set(_ value: Value) throws(EvaluationFault) -> Set<Value> {
        guard case .set(let set) = value else {
            throw .typeMismatch(expected: [.set], found: value.kind)
        }
        return set
    }

    private func compare(
        _ operation: BinaryOperator, _ left: Value, _ right: Value
    ) throws(EvaluationFault) -> Bool {
        let ordered: (Int64, Int64)
        switch (left, right) {
        case (.long(let left), .long(let right)): ordered = (left, right)
        case (.datetime(let left), .datetime(let right)): ordered = (left, right)
        case (.duration(let left), .duration(let right)): ordered = (left, right)
        case (.long, _), (.datetime, _), (.duration, _):
            throw .typeMismatch(expected: [left.kind], found: right.kind)
        default:
            throw .typeMismatch(expected: [.long, .datetime, .duration], found: left.kind)
        }
        switch operation {
        case .less: return ordered.0 < ordered.1
        case .lessOrEqual: return ordered.0 <= ordered.1
        case .greater: return ordered.0 > ordered.1
        default: return ordered.0 >= ordered.1
        }
    }

    private func arithmetic(
        _ operation: BinaryOperator, _ left: Value, _ right: Value
    ) throws(EvaluationFault) -> Int64 {
        guard case .long(let first) = left else {
            throw .typeMismatch(expected: [.long], found: left.kind)
        }
        guard case .long(let second) = right else {
            throw .typeMismatch(expected: [.long], found: right.kind)
        }
        let (result, overflow) =
            switch operation {
            case .add: first.addingReportingOverflow(second)
            case .subtract: first.subtractingReportingOverflow(second)
            default: first.multipliedReportingOverflow(by: second)
            }
        guard !overflow else {
            throw .overflow("\(first) \(operation.rawValue) \(second)")
        }
        return result
    }
}
