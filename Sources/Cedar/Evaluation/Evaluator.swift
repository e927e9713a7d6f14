// Evaluates expressions for one request.

/// Evaluates for one request over one set of entities.
struct Evaluator {
    let request: Request
    let entities: Entities

    /// Says whether the clauses of a policy hold, in their order.
    func areSatisfied(_ conditions: [Policy.Condition]) throws(EvaluationFault) -> Bool {
        for condition in conditions {
            guard try bool(condition.expression) == condition.isWhen else { return false }
        }
        return true
    }

    func value(_ expression: Expression) throws(EvaluationFault) -> Value {
        if let constant = expression.constant { return constant }
        switch expression.kind {
        case .literal(let value): return value
        case .variable(let variable): return self.variable(variable)
        case .slot(let slot): throw .unfilledSlot(slot)
        case .conditional(let condition, let then, let otherwise):
            return try value(try bool(condition) ? then : otherwise)
        case .and(let operands):
            for operand in operands where try bool(operand) == false { return .bool(false) }
            return .bool(true)
        case .or(let operands):
            for operand in operands where try bool(operand) { return .bool(true) }
            return .bool(false)
        case .not(let inner): return .bool(try bool(inner) == false)
        case .negate(let inner):
            let (result, overflow) = Int64(0).subtractingReportingOverflow(try long(inner))
            guard !overflow else { throw .overflow("the negation") }
            return .long(result)
        case .binary(let operation, let left, let right):
            return try binary(operation, try value(left), try value(right))
        case .attribute(let base, let name): return try attribute(name, of: try value(base))
        case .has(let base, let path): return .bool(try has(path, try value(base)))
        case .like(let inner, let pattern): return .bool(pattern.matches(try string(inner)))
        case .isType(let inner, let type, let within):
            return .bool(try isType(try value(inner), type.name, within: within))
        case .isEmpty(let inner): return .bool(try set(try value(inner)).isEmpty)
        case .set(let elements): return .set(try set(of: elements))
        case .record(let items):
            var record = Record()
            for item in items { record[item.name] = try value(item.value) }
            return .record(record)
        case .call(let function, let arguments):
            return try function.apply(to: try values(arguments))
        }
    }

    func bool(_ expression: Expression) throws(EvaluationFault) -> Bool {
        let value = try value(expression)
        guard case .bool(let result) = value else {
            throw .typeMismatch(expected: [.bool], found: value.kind)
        }
        return result
    }

    private func long(_ expression: Expression) throws(EvaluationFault) -> Int64 {
        let value = try value(expression)
        guard case .long(let result) = value else {
            throw .typeMismatch(expected: [.long], found: value.kind)
        }
        return result
    }

    private func string(_ expression: Expression) throws(EvaluationFault) -> String {
        let value = try value(expression)
        guard case .string(let result) = value else {
            throw .typeMismatch(expected: [.string], found: value.kind)
        }
        return result
    }

    private func variable(_ variable: Variable) -> Value {
        switch variable {
        case .principal: .entity(request.principal)
        case .action: .entity(request.action)
        case .resource: .entity(request.resource)
        case .context: .record(request.context)
        }
    }

    private func values(_ expressions: [Expression]) throws(EvaluationFault) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(expressions.count)
        for expression in expressions { values.append(try value(expression)) }
        return values
    }

    private func set(of elements: [Expression]) throws(EvaluationFault) -> Set<Value> {
        var set: Set<Value> = []
        for element in elements { set.insert(try value(element)) }
        return set
    }
}
