// One entity: its attributes, its tags and what it belongs to.

/// Holds what is known of one entity.
public struct Entity: Sendable {
    /// Names the entity.
    public let uid: EntityUID
    /// Holds its attributes.
    public var attributes: Record
    /// Names the entities it is directly in.
    public var parents: [EntityUID]
    /// Holds its tags.
    public var tags: Record

    /// Creates an entity.
    public init(
        uid: EntityUID, attributes: Record = [:], parents: [EntityUID] = [], tags: Record = [:]
    ) {
        self.uid = uid
        self.attributes = attributes
        self.parents = parents
        self.tags = tags
    }
}
