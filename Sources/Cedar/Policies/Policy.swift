// One policy: what it says, and where it says it.

/// Holds one permit or forbid.
public final class Policy: Sendable {
    /// Says what a policy that applies does.
    public enum Effect: String, Hashable, Sendable {
        case permit
        case forbid
    }

    /// Holds `@name("value")`; an annotation without a value has the empty one.
    public struct Annotation: Hashable, Sendable {
        /// Names the annotation, without the `@`.
        public let name: String
        /// Holds the text between the quotes, escapes resolved.
        public let value: String
    }

    /// Holds one `when` or `unless` clause.
    struct Condition: Sendable {
        let isWhen: Bool
        let expression: Expression
    }

    /// Names the policy by its place in the file, as in `policy0`.
    public let id: String
    /// Lists the annotations in their order.
    public let annotations: [Annotation]
    /// Says whether the policy permits or forbids.
    public let effect: Effect
    let principal: ScopeConstraint
    let action: ActionConstraint
    let resource: ScopeConstraint
    let conditions: [Condition]
    let source: SourceText
    let range: SourceRange

    init(
        id: String, annotations: [Annotation], effect: Effect, principal: ScopeConstraint,
        action: ActionConstraint, resource: ScopeConstraint, conditions: [Condition],
        source: SourceText, range: SourceRange
    ) {
        self.id = id
        self.annotations = annotations
        self.effect = effect
        self.principal = principal
        self.action = action
        self.resource = resource
        self.conditions = conditions
        self.source = source
        self.range = range
    }

    /// Points at the first character of the policy, annotations included.
    public var location: SourceLocation { source.location(at: range.start) }

    /// Returns the policy as it stands in the file.
    public var text: String { source.text(range) }

    /// Returns the value of `@id("…")`, by which people call the policy.
    public var name: String? { annotation("id") }

    /// Returns the value of an annotation.
    public func annotation(_ name: String) -> String? {
        annotations.first { $0.name == name }?.value
    }

    /// Lists the slots that a link must fill.
    var slots: [Slot] {
        [principal, resource].compactMap { constraint in
            guard case .slot(let slot) = constraint.reference?.target else { return nil }
            return slot
        }
    }
}
