// The name of an entity: its type and its id.

/// Names an entity, as in `Model::"digits"`.
public struct EntityUID: Hashable, Sendable, CustomStringConvertible {
    /// Names the entity type with its namespaces, as in `Hospital::Ward`.
    public let type: String
    /// Names the entity within its type; any text.
    public let id: String
    // Computed once, so that a lookup neither walks the strings nor, nearly always, compares them.
    private let fingerprint: Int

    /// Creates the name of an entity.
    public init(type: String, id: String) {
        self.type = type
        self.id = id
        var hasher = Hasher()
        type.hashBytes(into: &hasher)
        id.hashBytes(into: &hasher)
        fingerprint = hasher.finalize()
    }

    /// Says whether type and id consist of the same bytes.
    public static func == (left: EntityUID, right: EntityUID) -> Bool {
        left.fingerprint == right.fingerprint
            && left.id.hasSameBytes(as: right.id) && left.type.hasSameBytes(as: right.type)
    }

    /// Feeds the name to a hasher.
    public func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }

    /// Writes the name as Cedar does.
    public var description: String { "\(type)::\(id.cedarLiteral)" }

    /// Says whether the type is `Action`, in whatever namespace.
    var isAction: Bool { type == "Action" || type.hasSuffix("::Action") }
}
