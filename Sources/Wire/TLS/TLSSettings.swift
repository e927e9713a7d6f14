// What a TLS context is built from: bytes only, so that a snapshot may hold it.

/// Names an application protocol that ALPN may choose (RFC 7301).
public enum ApplicationProtocol: Sendable {
    /// HTTP/2.
    case h2
    /// HTTP/1.1.
    case http11
}

/// Says which end of the handshake we are.
public enum TLSRole: Sendable {
    /// We answer, and require a client certificate.
    case server
    /// We ask, and verify the server's certificate.
    case client
}

/// Names the oldest TLS version that is spoken.
public enum TLSVersion: Sendable {
    /// TLS 1.2.
    case tls12
    /// TLS 1.3.
    case tls13
}

/// Holds the keys that seal session tickets: shared by the shards, replaced when trust changes.
public struct TicketKeys: Sendable {
    /// The bytes needed: a name of 16, an AES-256 key of 32, an HMAC-SHA-256 key of 32.
    public static let length = 80

    let bytes: [UInt8]

    /// Takes 80 random bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }
}

/// Says what a TLS context offers and whom it trusts.
public struct TLSSettings: Sendable {
    /// Our certificate and then its intermediates, as PEM; may be empty for the client role.
    public var certificateChainPEM: [UInt8]
    /// The private key of our certificate, as PEM; may be empty for the client role.
    public var privateKeyPEM: [UInt8]
    /// The files of authorities we trust; each keeps its index, and any certificate in it is an
    /// anchor.
    public var trustedAuthoritiesPEM: [[UInt8]]
    /// Which end we are.
    public var role: TLSRole
    /// The protocols offered, best first.
    public var applicationProtocols: [ApplicationProtocol]
    /// The ticket keys of the server role; without them no tickets are issued.
    public var ticketKeys: TicketKeys?
    /// Separates the sessions of this service from those of others, at most 32 bytes.
    public var sessionIDContext: [UInt8]
    /// The oldest version that is spoken.
    public var minimumVersion: TLSVersion

    /// Makes settings for TLS 1.3 only.
    public init(
        role: TLSRole, certificateChainPEM: [UInt8], privateKeyPEM: [UInt8],
        trustedAuthoritiesPEM: [[UInt8]], applicationProtocols: [ApplicationProtocol] = [.h2],
        ticketKeys: TicketKeys? = nil, sessionIDContext: [UInt8] = Array("portcullis".utf8),
        minimumVersion: TLSVersion = .tls13
    ) {
        self.role = role
        self.certificateChainPEM = certificateChainPEM
        self.privateKeyPEM = privateKeyPEM
        self.trustedAuthoritiesPEM = trustedAuthoritiesPEM
        self.applicationProtocols = applicationProtocols
        self.ticketKeys = ticketKeys
        self.sessionIDContext = sessionIDContext
        self.minimumVersion = minimumVersion
    }
}
