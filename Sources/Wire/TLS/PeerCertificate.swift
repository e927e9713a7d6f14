// What a certificate says about its holder.

/// Holds what identity rules read in a certificate, as values.
public struct PeerCertificate: Hashable, Sendable {
    /// The SHA-256 of the whole certificate in DER, 32 bytes (`x5t#S256` of RFC 8705).
    public let thumbprintSHA256: [UInt8]
    /// The URI names, in order.
    public let uriNames: [String]
    /// The DNS names, in order.
    public let dnsNames: [String]
    /// The last common name of the subject.
    public let commonName: String?
    /// The organizational units of the subject, in order.
    public let organizationalUnits: [String]
    /// The serial number in hexadecimal, lower case, without leading zeros.
    public let serialHex: String
    /// When it begins to be valid.
    public let notBeforeUnixSeconds: Int64
    /// When it ceases to be valid.
    public let notAfterUnixSeconds: Int64
    /// Whether its extended key usage names clientAuth; false when it has none.
    public let allowsClientAuth: Bool
    /// Whether its extended key usage names serverAuth; false when it has none.
    public let allowsServerAuth: Bool
    /// The SHA-256 of its SubjectPublicKeyInfo in DER, 32 bytes.
    public let subjectPublicKeySHA256: [UInt8]
    /// Which of the trusted files signed its chain; nothing for a certificate of our own.
    public internal(set) var authorityIndex: Int?
}

/// Says why a certificate cannot be read.
public struct CertificateFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    public let description: String
}
