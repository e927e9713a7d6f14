// From a mapped certificate and a verified token to a caller.

extension IdentityRules {
    /// The longest issuer or subject that makes a caller, in bytes.
    public static let maximumSubjectBytes = 1024

    /// Joins a certificate and a token that belong together into a caller.
    public func caller(
        certificate: CertificateIdentity, claims: TokenClaims, policies: Policies, serial: UInt64
    ) throws(Refusal) -> Caller {
        do throws(IdentityFault) {
            return try join(certificate, claims, policies, serial: serial)
        } catch {
            throw error.refusal
        }
    }

    /// Joins a certificate and a token; the fault says why not, for the audit log.
    public func join(
        _ certificate: CertificateIdentity, _ claims: TokenClaims, _ policies: Policies,
        serial: UInt64
    ) throws(IdentityFault) -> Caller {
        guard let issuer = issuers.first(where: { $0.issuer == claims.issuer }) else {
            throw IdentityFault(.tokenInvalid, "the token's issuer is not in identity.yaml")
        }
        guard !claims.subject.isEmpty, claims.subject.utf8.count <= Self.maximumSubjectBytes,
            claims.issuer.utf8.count <= Self.maximumSubjectBytes
        else {
            throw IdentityFault(.tokenInvalid, "the token's subject is empty or too long")
        }
        try checkBinding(certificate, claims)
        let tenant = try tenant(certificate, claims, issuer, policies)
        var notes: [String] = []
        let roles = try roles(certificate, claims, issuer, policies, &notes)
        return Caller(
            certificate: certificate, claims: claims, tenant: tenant.name,
            tenantIndex: tenant.index, roles: roles,
            dataClasses: try dataClasses(claims, issuer, policies), notes: notes,
            policiesID: policies.id, serial: serial)
    }

    private func checkBinding(
        _ certificate: CertificateIdentity, _ claims: TokenClaims
    ) throws(IdentityFault) {
        if let thumbprint = claims.confirmationThumbprint {
            guard !thumbprint.isEmpty, thumbprint == certificate.thumbprint else {
                throw IdentityFault(.tokenInvalid, "the token is bound to another certificate")
            }
            return
        }
        for bind in binds {
            guard let value = Self.text(claims, bind.claim) else { continue }
            switch bind.equals {
            case .callerName where value == certificate.callerName: return
            case .literal(let text) where value == text: return
            default: continue
            }
        }
        throw IdentityFault(.tokenInvalid, "the token has no cnf and no bind rule matches")
    }

    private func tenant(
        _ certificate: CertificateIdentity, _ claims: TokenClaims, _ issuer: Issuer,
        _ policies: Policies
    ) throws(IdentityFault) -> (name: String, index: TenantIndex) {
        var claimed: String?
        if let claim = issuer.tenantClaim, let value = claims.claims[claim] {
            guard case .string(let text) = value else {
                throw IdentityFault(.tokenInvalid, "the tenant claim is not a string")
            }
            claimed = text
        }
        if let mapped = certificate.tenant, let claimed, mapped != claimed {
            throw IdentityFault(.tokenInvalid, "certificate and token name different tenants")
        }
        guard let name = certificate.tenant ?? claimed else {
            throw IdentityFault(.tokenInvalid, "neither certificate nor token names a tenant")
        }
        guard let index = policies.tenantIndex(named: name) else {
            throw IdentityFault(.tokenInvalid, "the tenant is not in entities.yaml")
        }
        return (name, index)
    }

    private func roles(
        _ certificate: CertificateIdentity, _ claims: TokenClaims, _ issuer: Issuer,
        _ policies: Policies, _ notes: inout [String]
    ) throws(IdentityFault) -> [String] {
        var roles = Set(certificate.roles)
        roles.formUnion(policies.roles(ofCaller: certificate.callerName))
        if let claim = issuer.rolesClaim {
            roles.formUnion(try Self.list(claims, claim, "roles"))
        }
        for role in roles.sorted() where !policies.hasRole(role) {
            roles.remove(role)
            notes.append("role ignored: \(role.prefix(PolicyName.maximumBytes))")
        }
        return roles.sorted()
    }

    private func dataClasses(
        _ claims: TokenClaims, _ issuer: Issuer, _ policies: Policies
    ) throws(IdentityFault) -> DataClassSet {
        var set: DataClassSet = []
        guard let claim = issuer.dataClassesClaim else { return set }
        for name in try Self.list(claims, claim, "data classes") {
            guard let index = policies.dataClassIndex(named: name) else {
                throw IdentityFault(
                    .badRequest("The token names a data class that is not known here."),
                    "the token names an unknown data class")
            }
            set.insert(index)
        }
        return set
    }

    private static func list(
        _ claims: TokenClaims, _ claim: String, _ what: String
    ) throws(IdentityFault) -> [String] {
        switch claims.claims[claim] {
        case nil: return []
        case .string(let text): return [text]
        case .strings(let texts): return texts
        default:
            throw IdentityFault(.tokenInvalid, "the \(what) claim is not a list of strings")
        }
    }

    private static func text(_ claims: TokenClaims, _ claim: String) -> String? {
        switch claim {
        case "sub": return claims.subject
        case "iss": return claims.issuer
        default:
            guard case .string(let text) = claims.claims[claim] else { return nil }
            return text
        }
    }
}
