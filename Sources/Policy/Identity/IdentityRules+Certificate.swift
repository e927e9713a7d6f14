// From a verified certificate to the name of a caller.

extension IdentityRules {
    /// Maps a certificate to a caller, or refuses it with `certificate_unmapped`.
    public func map(_ certificate: CertificateNames) throws(Refusal) -> CertificateIdentity {
        do throws(IdentityFault) { return try identify(certificate) } catch { throw error.refusal }
    }

    /// Maps a certificate to a caller; the fault says why not, for the audit log.
    ///
    /// A certificate with a URI is known by that URI alone, so that it cannot be two callers.
    public func identify(_ certificate: CertificateNames) throws(IdentityFault)
        -> CertificateIdentity
    {
        guard certificate.allowsClientAuth else {
            throw IdentityFault(.certificateUnmapped, "not issued for client authentication")
        }
        guard certificate.uriNames.count <= 1 else {
            throw IdentityFault(.certificateUnmapped, "more than one URI in the certificate")
        }
        let index = try authority(of: certificate)
        var spiffe: SpiffeID?
        if let uri = certificate.uriNames.first {
            spiffe = try spiffeCaller(uri, authority: authorities[index])
        }
        for mapping in mappings {
            guard let name = Self.name(mapping, certificate, spiffe) else { continue }
            return CertificateIdentity(
                callerName: name, tenant: mapping.tenant, roles: mapping.roles,
                uri: spiffe?.description, thumbprint: certificate.thumbprint, authorityIndex: index)
        }
        throw IdentityFault(.certificateUnmapped, "no rule in identity.yaml maps the certificate")
    }

    private func authority(of certificate: CertificateNames) throws(IdentityFault) -> Int {
        let index = certificate.authorityIndex ?? (authorities.count == 1 ? 0 : -1)
        guard authorities.indices.contains(index) else {
            throw IdentityFault(.certificateUnmapped, "not clear which authority signed it")
        }
        return index
    }

    private func spiffeCaller(_ uri: String, authority: Authority) throws(IdentityFault) -> SpiffeID
    {
        let spiffe: SpiffeID
        do throws(SpiffeFault) { spiffe = try SpiffeID(parsing: uri) } catch {
            throw IdentityFault(.certificateUnmapped, "its URI \(error)")
        }
        guard spiffe.callerName != nil else {
            throw IdentityFault(.certificateUnmapped, "its URI is not a caller's")
        }
        guard spiffe.trustDomain == authority.trustDomain else {
            throw IdentityFault(
                .certificateUnmapped,
                "its trust domain is not that of authority \(authority.name)")
        }
        return spiffe
    }

    private static func name(
        _ mapping: Mapping, _ certificate: CertificateNames, _ spiffe: SpiffeID?
    ) -> String? {
        let captured = spiffe?.callerName
        switch mapping.match {
        case .spiffe(let domain, let name):
            guard let spiffe, spiffe.trustDomain == domain, name == nil || name == captured else {
                return nil
            }
        case .dns(let wanted):
            guard spiffe == nil, certificate.dnsNames.contains(where: { equalDNS($0, wanted) })
            else { return nil }
        case .commonName(let wanted):
            guard spiffe == nil, certificate.commonName == wanted else { return nil }
        }
        switch mapping.caller {
        case .literal(let name): return name
        case .captured: return captured
        }
    }

    private static func equalDNS(_ left: String, _ right: String) -> Bool {
        func folded(_ text: String) -> some Sequence<UInt8> {
            text.utf8.lazy.map { byte in
                byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
            }
        }
        return folded(left).elementsEqual(folded(right))
    }
}
