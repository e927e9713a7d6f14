// The places that a template leaves open.

/// Names a place in a template that a link fills with an entity.
public enum Slot: String, Hashable, Sendable, CaseIterable {
    case principal = "?principal"
    case resource = "?resource"
}
