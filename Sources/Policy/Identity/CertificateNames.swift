// What a verified certificate says of its owner, as values.

/// The names and uses in a client certificate whose chain was verified.
public struct CertificateNames: Hashable, Sendable {
    /// URI names of the subject.
    public var uriNames: [String]
    /// DNS names of the subject.
    public var dnsNames: [String]
    /// Common name of the subject.
    public var commonName: String?
    /// Organizational units of the subject.
    public var organizationalUnits: [String]
    /// Whether it may prove a client.
    public var allowsClientAuth: Bool
    /// Whether it may prove a server.
    public var allowsServerAuth: Bool
    /// SHA-256 of the certificate in DER, for `cnf.x5t#S256` (RFC 8705).
    public var thumbprint: [UInt8]
    /// Which of `IdentityRules.authorities` signed its chain; nil only where there is just one.
    public var authorityIndex: Int?

    /// Takes the names as the certificate has them.
    public init(
        uriNames: [String] = [], dnsNames: [String] = [], commonName: String? = nil,
        organizationalUnits: [String] = [], allowsClientAuth: Bool = true,
        allowsServerAuth: Bool = false, thumbprint: [UInt8], authorityIndex: Int? = nil
    ) {
        self.uriNames = uriNames
        self.dnsNames = dnsNames
        self.commonName = commonName
        self.organizationalUnits = organizationalUnits
        self.allowsClientAuth = allowsClientAuth
        self.allowsServerAuth = allowsServerAuth
        self.thumbprint = thumbprint
        self.authorityIndex = authorityIndex
    }
}
