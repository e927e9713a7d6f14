// The attributes that a record type declares.

/// Maps attribute names to their types and whether they must be there.
struct RecordShape: Hashable, Sendable {
    struct Attribute: Hashable, Sendable {
        var type: StaticType
        var isRequired: Bool
    }

    var attributes: [Key: Attribute] = [:]

    subscript(name: String) -> Attribute? { attributes[Key(name)] }

    var names: [String] { attributes.keys.map(\.text) }
}
