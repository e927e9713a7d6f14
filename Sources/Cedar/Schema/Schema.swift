// The vocabulary that policies, entities and requests are written in.

/// Declares entity types, actions and their attributes.
public struct Schema: Sendable {
    let source: SourceText
    let entityTypes: [String: EntityType]
    let actions: [EntityUID: ActionType]

    /// Parses the human-readable schema format; every fault in the text is reported at once.
    public init(parsing text: String, fileName: String) throws(Diagnostics) {
        let source = SourceText(text, fileName: fileName)
        var resolver = SchemaResolver(source: source, document: try SchemaParser.parse(source))
        resolver.resolve()
        guard resolver.diagnostics.isEmpty else { throw Diagnostics(resolver.diagnostics) }
        self.source = source
        entityTypes = resolver.entityTypes
        actions = resolver.actions
    }

    /// Lists the entity types with their namespaces, sorted.
    public var entityTypeNames: [String] { entityTypes.keys.sorted() }

    /// Lists the actions, groups included, sorted by their names.
    public var actionNames: [EntityUID] {
        actions.keys.sorted { $0.description.bytesPrecede($1.description) }
    }

    /// Returns the actions as entities with their groups, as policies with `action in` need them.
    public var actionEntities: [Entity] {
        actions.values.map { Entity(uid: $0.uid, parents: $0.parents) }
    }

    /// Lists the ids of an enumerated entity type; nil where the type takes any id.
    public func enumeratedIDs(of entityType: String) -> [String]? {
        entityTypes[entityType]?.enumeration
    }
}
