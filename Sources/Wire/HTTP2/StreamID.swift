// The number of a stream within its connection.

/// Names a stream within its connection (RFC 9113 section 5.1.1).
public struct StreamID: Hashable, Sendable {
    /// The number on the wire: odd when the client opened the stream.
    public let rawValue: Int32

    /// Wraps a number.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }
}
