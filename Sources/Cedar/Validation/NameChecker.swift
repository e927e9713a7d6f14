// Finds names in a policy that the schema does not know.

/// Checks entity types, enumerated ids and actions, and suggests known names.
struct NameChecker {
    let schema: Schema
    let policy: Policy
    private(set) var diagnostics: [Diagnostic] = []

    init(schema: Schema, policy: Policy) {
        self.schema = schema
        self.policy = policy
    }

    mutating func check() {
        for constraint in [policy.principal, policy.resource] {
            if let type = constraint.type { check(type: type.name, type.range) }
            if let reference = constraint.reference, let uid = reference.entity {
                check(uid, reference.range)
            }
        }
        for reference in policy.action.references {
            if let uid = reference.entity { check(uid, reference.range) }
        }
        for condition in policy.conditions { check(condition.expression) }
    }

    private mutating func check(_ expression: Expression) {
        switch expression.kind {
        case .literal(.entity(let uid)): check(uid, expression.range)
        case .isType(_, let type, _): check(type: type.name, type.range)
        default: break
        }
        for child in expression.children { check(child) }
    }

    private mutating func check(_ uid: EntityUID, _ range: SourceRange) {
        if uid.isAction {
            guard schema.actions[uid] == nil else { return }
            let known = schema.actions.keys.map(\.description)
            report(
                range, "there is no action \(uid)",
                Spelling.suggestion(for: uid.description, in: known)
                    ?? (known.count <= 20
                        ? "the actions are \(known.sorted().joined(separator: ", "))" : nil))
            return
        }
        check(type: uid.type, range)
        guard let ids = schema.entityTypes[uid.type]?.enumeration,
            !ids.contains(where: { $0.hasSameBytes(as: uid.id) })
        else { return }
        let known = ids.map { EntityUID(type: uid.type, id: $0).description }
        report(
            range, "`\(uid.type)` has no entity \(uid.id.cedarLiteral)",
            Spelling.suggestion(for: uid.description, in: known))
    }

    private mutating func check(type: String, _ range: SourceRange) {
        guard schema.entityTypes[type] == nil else { return }
        if type == "Action" || type.hasSuffix("::Action") { return }
        report(
            range, "there is no entity type `\(type)`",
            Spelling.suggestion(for: type, in: schema.entityTypes.keys))
    }

    private mutating func report(
        _ range: SourceRange, _ message: String, _ suggestion: String?
    ) {
        diagnostics.append(policy.source.diagnostic(range, message, suggestion: suggestion))
    }
}
