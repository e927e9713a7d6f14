// An entity type as a schema declares it.

/// Holds what the schema says of one type of entities.
struct EntityType: Sendable {
    let name: String
    /// The types whose members an entity of this type can be, over any number of steps.
    var ancestors: Set<String> = []
    var attributes = RecordShape()
    var tags: StaticType?
    /// The only ids there are, where the type is enumerated.
    var enumeration: [String]?
}
