// Why a connection to Redis can no longer be trusted.

/// A reply that breaks the protocol or our bounds; nothing after it can be told apart.
public enum RedisFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// A reply, or what it announces, is larger than allowed.
    case tooLarge
    /// An array announces more elements than allowed, or arrays are nested too deep.
    case tooManyElements
    /// The bytes are no reply at all.
    case malformed

    /// The fault in words.
    public var description: String {
        switch self {
        case .tooLarge: "the reply is larger than allowed"
        case .tooManyElements: "the reply has more elements than allowed"
        case .malformed: "the bytes are no reply"
        }
    }
}
