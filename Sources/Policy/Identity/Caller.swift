// A caller: proven by the certificate of its connection and by a token, which belong together.

/// Who is calling, immutable; made only by `IdentityRules`.
public final class Caller: Sendable {
    /// The name, which is also the id of the Cedar entity.
    public let name: String
    /// Name of the tenant.
    public let tenant: String
    /// Position of the tenant in the policy set.
    public let tenantIndex: TenantIndex
    /// Known roles, sorted, each once.
    public let roles: [String]
    /// Data classes that the token adds to every request.
    public let dataClasses: DataClassSet
    /// Who the certificate says is calling.
    public let certificate: CertificateIdentity
    /// Issuer of the token, `iss`.
    public let issuer: String
    /// Subject of the token, `sub`.
    public let subject: String
    /// Unique to this object, so that memos may be keyed by it.
    public let serial: UInt64
    /// When the token ends, `exp`.
    public let expiresAtUnixSeconds: Int64
    /// When the token begins, `nbf`.
    public let notBeforeUnixSeconds: Int64?
    /// Whether the token was tied to the certificate by its own `cnf`.
    public let boundByConfirmation: Bool
    /// What was ignored in the token, for the audit log.
    public let notes: [String]
    /// Name, issuer and subject, length-prefixed: the key of `sticky: caller` and of limits per caller.
    public let identityKey: [UInt8]
    /// UTF-8 of the tenant's name.
    public let tenantBytes: [UInt8]
    /// The policy set whose names it was resolved against.
    let policiesID: String

    init(
        certificate: CertificateIdentity, claims: TokenClaims, tenant: String,
        tenantIndex: TenantIndex, roles: [String], dataClasses: DataClassSet, notes: [String],
        policiesID: String, serial: UInt64
    ) {
        name = certificate.callerName
        self.tenant = tenant
        self.tenantIndex = tenantIndex
        self.roles = roles
        self.dataClasses = dataClasses
        self.certificate = certificate
        issuer = claims.issuer
        subject = claims.subject
        self.serial = serial
        expiresAtUnixSeconds = claims.expiresAtUnixSeconds
        notBeforeUnixSeconds = claims.notBeforeUnixSeconds
        boundByConfirmation = claims.confirmationThumbprint != nil
        self.notes = notes
        var key: [UInt8] = []
        for part in [certificate.callerName, claims.issuer, claims.subject] {
            let count = part.utf8.count
            key.append(UInt8(truncatingIfNeeded: count >> 8))
            key.append(UInt8(truncatingIfNeeded: count))
            key.append(contentsOf: part.utf8)
        }
        identityKey = key
        tenantBytes = Array(tenant.utf8)
        self.policiesID = policiesID
    }
}

extension Caller {
    /// A caller that no certificate or token proves: for policy tests on the command line only.
    package static func assumed(
        name: String, tenant: String, roles: [String], dataClasses: DataClassSet = [],
        policies: Policies, serial: UInt64
    ) -> Caller? {
        guard let index = policies.tenantIndex(named: tenant) else { return nil }
        let certificate = CertificateIdentity(
            callerName: name, tenant: tenant, roles: roles, uri: nil, thumbprint: [],
            authorityIndex: 0)
        let known = Set(roles).union(policies.roles(ofCaller: name)).filter(policies.hasRole)
        return Caller(
            certificate: certificate,
            claims: TokenClaims(issuer: "test", subject: name, expiresAtUnixSeconds: .max),
            tenant: tenant, tenantIndex: index, roles: known.sorted(), dataClasses: dataClasses,
            notes: [], policiesID: policies.id, serial: serial)
    }
}
