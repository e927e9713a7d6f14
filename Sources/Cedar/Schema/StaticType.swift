// The types of the schema and of the validator.

/// Says what values an expression or an attribute can have.
indirect enum StaticType: Hashable, Sendable {
    /// No value: the type of what is never evaluated.
    case never
    case bool
    /// A boolean that is known before any request.
    case alwaysTrue
    case alwaysFalse
    case long
    case string
    /// A set; nil stands for a set with elements of any type.
    case set(StaticType?)
    case record(RecordShape)
    case entity(String)
    /// An entity of any type.
    case anyEntity
    /// decimal, ipaddr, datetime or duration.
    case extended(ValueKind)

    /// Says whether the type is a boolean, known or not.
    var isBool: Bool { self == .bool || self == .alwaysTrue || self == .alwaysFalse }
}
