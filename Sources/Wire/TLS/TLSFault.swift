// What can go wrong in TLS, named for counters and audit lines.

/// Says that a TLS context cannot be built from its settings.
public struct TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong and with which part of the settings.
    public let description: String
}

/// Says why a TLS connection failed; an alert may be left in `outbound`.
public struct TLSFault: Error, Hashable, Sendable {
    /// Names the kind of failure.
    public enum Reason: Sendable {
        /// The peer sent no certificate.
        case noCertificate
        /// The peer's certificate has expired.
        case expired
        /// The peer's certificate is not valid yet.
        case notYetValid
        /// No authority that we trust has signed the peer's certificate.
        case unknownAuthority
        /// The peer's certificate has been revoked.
        case revoked
        /// The peer broke the protocol, or ended it with an alert.
        case protocolError
        /// Anything else.
        case other
    }

    /// The kind of failure.
    public let reason: Reason
    /// What OpenSSL says, for the audit line.
    public let text: String
}

/// Says how far a handshake is.
public enum TLSProgress: Sendable {
    /// Done: application data may be read and written.
    case complete
    /// The peer must say something first.
    case wantsInput
    /// Over: flush `outbound`, then close.
    case failed(TLSFault)
}

/// Says what a read found.
public enum TLSRead: Sendable {
    /// So many bytes were appended.
    case bytes(Int)
    /// The peer must send something first.
    case wantsInput
    /// The peer said that it sends no more.
    case closed
    /// Over: flush `outbound`, then close.
    case failed(TLSFault)
}

/// Says what a write did.
public enum TLSWrite: Sendable {
    /// All bytes, so many, were sealed into `outbound`.
    case written(Int)
    /// Over: flush `outbound`, then close.
    case failed(TLSFault)
}
