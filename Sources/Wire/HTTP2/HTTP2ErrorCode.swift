// The codes of RST_STREAM and GOAWAY.

/// Says why a stream or a connection ended (RFC 9113 section 7).
public struct HTTP2ErrorCode: RawRepresentable, Hashable, Sendable {
    /// The number on the wire; a peer may send one that no document names.
    public let rawValue: UInt32

    /// Wraps a number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Nothing went wrong.
    public static let noError = Self(rawValue: 0)
    /// The peer broke the protocol.
    public static let protocolError = Self(rawValue: 1)
    /// We failed.
    public static let internalError = Self(rawValue: 2)
    /// The peer sent more than its window.
    public static let flowControl = Self(rawValue: 3)
    /// The peer did not acknowledge our settings.
    public static let settingsTimeout = Self(rawValue: 4)
    /// A frame came for a stream that was closed.
    public static let streamClosed = Self(rawValue: 5)
    /// A frame had a wrong size.
    public static let frameSize = Self(rawValue: 6)
    /// The stream was refused before anything was done for it.
    public static let refusedStream = Self(rawValue: 7)
    /// The stream is no longer wanted.
    public static let cancel = Self(rawValue: 8)
    /// The header compression state is lost.
    public static let compression = Self(rawValue: 9)
    /// The tunnel of a CONNECT broke.
    public static let connect = Self(rawValue: 10)
    /// The peer does what only an attacker does.
    public static let enhanceYourCalm = Self(rawValue: 11)
    /// The transport is not secure enough.
    public static let inadequateSecurity = Self(rawValue: 12)
    /// HTTP/1.1 is required.
    public static let http11Required = Self(rawValue: 13)
}
