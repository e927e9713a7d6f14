// What epoll says of a descriptor, without its names.

/// What a descriptor has become ready for since the last event.
public struct Readiness: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt8

    /// Makes a set from its bits.
    @inlinable
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Reading gives bytes, an end or an error.
    public static let readable = Readiness(rawValue: 1)
    /// Writing takes bytes or gives an error.
    public static let writable = Readiness(rawValue: 2)
    /// The peer has closed its side, or the connection has failed; bytes may still be read.
    public static let hangup = Readiness(rawValue: 4)
}
