// Resolves the groups of actions and closes both hierarchies.

extension SchemaResolver {
    mutating func actionParent(
        _ reference: SchemaDocument.ActionReference, in namespace: String
    ) -> EntityUID? {
        let type = reference.type ?? "Action"
        // A name with its own namespaces stands for itself only.
        let types = type.contains(":") ? [type] : [Self.qualify(type, in: namespace), type]
        let candidates = types.map { EntityUID(type: $0, id: reference.id) }
        if let found = candidates.first(where: { actions[$0] != nil }) { return found }
        let known = actions.keys.filter { types.contains($0.type) }.map(\.id)
        report(
            reference.range, "there is no action \(candidates[0])",
            suggestion: Spelling.suggestion(for: reference.id, in: known))
        return nil
    }

    /// Extends every entity type's ancestors to all steps; a type may be in itself.
    mutating func closeEntityTypes() {
        for name in entityTypes.keys {
            var all: Set<String> = []
            var open = Array(entityTypes[name]?.ancestors ?? [])
            while let next = open.popLast() {
                guard all.insert(next).inserted else { continue }
                open += entityTypes[next]?.ancestors ?? []
            }
            entityTypes[name]?.ancestors = all
        }
    }

    /// Extends every action's ancestors to all steps; an action may not be in itself.
    mutating func closeActions() {
        for uid in actions.keys {
            var all: Set<EntityUID> = []
            var open = actions[uid]?.parents ?? []
            while let next = open.popLast() {
                guard all.insert(next).inserted else { continue }
                open += actions[next]?.parents ?? []
            }
            actions[uid]?.ancestors = all
            if all.contains(uid), let range = actions[uid]?.range {
                report(range, "action \(uid) is in itself through its groups")
            }
        }
    }
}
