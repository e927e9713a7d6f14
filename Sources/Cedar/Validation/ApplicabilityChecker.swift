// Finds policies whose scope no action of the schema can meet.

/// Asks whether some action applies to a principal and a resource of the scope.
struct ApplicabilityChecker {
    let schema: Schema
    let policy: Policy

    /// Returns why the policy can never apply, or nil.
    var diagnostic: Diagnostic? {
        let actions = schema.actions.values.filter(matches)
        let isApplicable = actions.contains { action in
            action.principals.contains { matches(policy.principal, $0) }
                && action.resources.contains { matches(policy.resource, $0) }
        }
        guard !isApplicable else { return nil }
        return policy.source.diagnostic(
            policy.range, "no action applies to the principals and resources of this scope",
            suggestion: suggestion(actions))
    }

    private func matches(_ action: ActionType) -> Bool {
        switch policy.action {
        case .any: return true
        case .equal(let reference): return reference.entity == action.uid
        case .isIn(let references):
            let groups = references.compactMap(\.entity)
            guard groups.allSatisfy({ schema.actions[$0] != nil }) else { return false }
            return groups.contains { $0 == action.uid || action.ancestors.contains($0) }
        }
    }

    private func matches(_ constraint: Policy.ScopeConstraint, _ type: String) -> Bool {
        switch constraint {
        case .any: true
        case .equal(let reference): reference.entity.map { $0.type == type } ?? true
        case .isIn(let reference): reference.entity.map { canBeIn(type, $0.type) } ?? true
        case .isType(let name): name.name == type
        case .isTypeIn(let name, let reference):
            name.name == type && (reference.entity.map { canBeIn(type, $0.type) } ?? true)
        }
    }

    private func canBeIn(_ type: String, _ group: String) -> Bool {
        type == group || schema.entityTypes[type]?.ancestors.contains(group) == true
    }

    private func suggestion(_ actions: [ActionType]) -> String? {
        let parts: [(constraint: Policy.ScopeConstraint, types: [String], name: String)] = [
            (policy.principal, actions.flatMap(\.principals), "principal"),
            (policy.resource, actions.flatMap(\.resources), "resource"),
        ]
        for part in parts where !part.types.contains(where: { matches(part.constraint, $0) }) {
            if case .equal(let reference) = part.constraint, let uid = reference.entity,
                part.types.contains(where: { canBeIn($0, uid.type) })
            {
                return "write `\(part.name) in` instead of `\(part.name) ==`"
            }
            let known = Set(part.types).sorted()
            guard !known.isEmpty, known.count <= 12 else { continue }
            return "the \(part.name) can be of type \(known.joined(separator: ", "))"
        }
        return nil
    }
}
