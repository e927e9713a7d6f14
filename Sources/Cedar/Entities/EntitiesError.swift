// Why a list of entities is no hierarchy.

/// Says why entities were refused.
public enum EntitiesError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The same entity stands twice.
    case duplicate(EntityUID)
    /// The entity is, through others, in itself.
    case cycle(EntityUID)

    /// Says which entity is at fault.
    public var description: String {
        switch self {
        case .duplicate(let uid): "entity \(uid) stands twice"
        case .cycle(let uid): "entity \(uid) is a member of itself through its parents"
        }
    }
}
