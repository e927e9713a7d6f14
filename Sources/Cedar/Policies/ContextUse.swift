// Which attributes of the context a policy set may read.

/// Answers conservatively: a use of the context as a whole reads everything.
struct ContextUse: Sendable {
    private var attributes: Set<Key> = []
    private var readsWhole = false

    init(_ policies: [Policy]) {
        for policy in policies {
            for condition in policy.conditions { visit(condition.expression) }
        }
    }

    func mayRead(_ attribute: String) -> Bool {
        readsWhole || attributes.contains(Key(attribute))
    }

    private mutating func visit(_ expression: Expression) {
        switch expression.kind {
        case .variable(.context):
            readsWhole = true
        case .attribute(let base, let name) where Self.isContext(base):
            attributes.insert(Key(name))
        case .has(let base, let path) where Self.isContext(base):
            if let first = path.first { attributes.insert(Key(first)) }
        default:
            for child in expression.children { visit(child) }
        }
    }

    private static func isContext(_ expression: Expression) -> Bool {
        if case .variable(.context) = expression.kind { true } else { false }
    }
}
