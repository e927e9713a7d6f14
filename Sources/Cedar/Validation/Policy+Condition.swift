// A policy's scope and clauses as one expression, which is what the type checker reads.

extension Policy {
    /// Joins scope and clauses with `&&`.
    var condition: Expression {
        var operands = [
            scope(principal, .principal), actionScope, scope(resource, .resource),
        ].compactMap { $0 }
        let clauses = conditions.map { clause in
            clause.isWhen
                ? clause.expression : Expression(.not(clause.expression), clause.expression.range)
        }
        if var last = clauses.last {
            for clause in clauses.dropLast().reversed() {
                last = Expression(.and([clause, last]), clause.range.through(last.range))
            }
            operands.append(last)
        }
        switch operands.count {
        case 0: return Expression(.literal(.bool(true)), range)
        case 1: return operands[0]
        default: return Expression(.and(operands), range)
        }
    }

    private func scope(_ constraint: ScopeConstraint, _ variable: Variable) -> Expression? {
        let range = constraint.reference?.range ?? constraint.type?.range ?? self.range
        let variable = Expression(.variable(variable), range)
        let reference = constraint.reference.map(Self.literal)
        switch constraint {
        case .any: return nil
        case .equal: return reference.map { Expression(.binary(.equal, variable, $0), range) }
        case .isIn: return reference.map { Expression(.binary(.isIn, variable, $0), range) }
        case .isType(let type), .isTypeIn(let type, _):
            return Expression(.isType(variable, type, within: reference), range)
        }
    }

    private var actionScope: Expression? {
        let range = action.references.first?.range ?? self.range
        let variable = Expression(.variable(.action), range)
        switch action {
        case .any: return nil
        case .equal(let reference):
            return Expression(.binary(.equal, variable, Self.literal(reference)), range)
        case .isIn(let references):
            let set = Expression(.set(references.map(Self.literal)), range)
            return Expression(.binary(.isIn, variable, set), range)
        }
    }

    private static func literal(_ reference: EntityReference) -> Expression {
        switch reference.target {
        case .entity(let uid): Expression(.literal(.entity(uid)), reference.range)
        case .slot(let slot): Expression(.slot(slot), reference.range)
        }
    }
}
