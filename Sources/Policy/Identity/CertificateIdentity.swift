// Who a connection's certificate says is calling.

/// A certificate that the rules mapped to a caller's name; half of a caller.
public struct CertificateIdentity: Hashable, Sendable {
    /// Name of the caller.
    public let callerName: String
    /// The tenant that the mapping names, if it names one.
    public let tenant: String?
    /// Roles that the mapping gives.
    public let roles: [String]
    /// The SPIFFE URI, where the certificate has one.
    public let uri: String?
    /// SHA-256 of the certificate in DER.
    public let thumbprint: [UInt8]
    /// Which of the authorities vouches for it.
    public let authorityIndex: Int
}
