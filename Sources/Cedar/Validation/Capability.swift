// What a check such as `principal has age` proves for the expressions behind it.

/// Says that an optional attribute or a tag is there.
struct Capability: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case attribute
        case tag
    }

    let kind: Kind
    /// The shape of the expression that has it.
    let holder: Key
    /// The attribute's name, or the shape of the tag's name.
    let name: Key

    static func attribute(_ name: String, of holder: Expression) -> Capability {
        Capability(kind: .attribute, holder: Key(holder.shape), name: Key(name))
    }

    static func tag(_ name: Expression, of holder: Expression) -> Capability {
        Capability(kind: .tag, holder: Key(holder.shape), name: Key(name.shape))
    }
}
