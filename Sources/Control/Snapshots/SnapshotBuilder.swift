// Joins configuration, policies and trust into a snapshot, or says what does not fit together.

import Gateway
import Policy
import Runtime
import Wire

/// Builds snapshots from parts that were read.
struct SnapshotBuilder {
    let file: GatewayFile
    let findings: Findings

    /// Builds a snapshot; nil, with the mistakes noted, when the parts do not fit together.
    func build(
        _ set: LoadedPolicies, _ trust: TrustMaterial, sequence: UInt64, trustSequence: UInt64,
        ticketKeys: TicketKeys?, tenantKeys: [[UInt8]]
    ) -> Snapshot? {
        let policies = set.policies
        let gateRegion = gateRegion(trust, policies)
        let authorityRegions = file.workerAuthorities.map { authority in
            var regions = RegionSet()
            for name in authority.regions {
                if let region = region(name, policies) { regions.insert(region) }
            }
            return regions
        }
        checkPools(policies)
        checkCache(policies)
        let redisRegion = file.redis.flatMap { region($0.region, policies) }
        let auditRegion = region(file.audit.region, policies)
        guard let gateRegion, let auditRegion, !findings.hasErrors else { return nil }
        let snapshot = Snapshot(
            sequence: sequence, trustSequence: trustSequence, policies: policies,
            issuers: set.issuers,
            clientSettings: TLSSettings(
                role: .server, certificateChainPEM: trust.certificate,
                privateKeyPEM: trust.privateKey, trustedAuthoritiesPEM: set.authorityBundles,
                applicationProtocols: [.h2, .http11], ticketKeys: ticketKeys,
                minimumVersion: file.allowsTLS12 ? .tls12 : .tls13),
            workerSettings: TLSSettings(
                role: .client, certificateChainPEM: trust.certificate,
                privateKeyPEM: trust.privateKey, trustedAuthoritiesPEM: trust.workerBundles,
                applicationProtocols: [.h2]),
            workerAuthorityRegions: authorityRegions, gateRegion: gateRegion,
            redisRegion: redisRegion, auditRegion: auditRegion, tenantKeys: tenantKeys)
        do throws(ShardError) {
            try snapshot.check()
        } catch {
            findings.add(
                PolicyDiagnostic(file: file.certificate.value, message: "cannot be used: \(error)"))
            return nil
        }
        return snapshot
    }

    /// Says where a listener is reachable from other machines though an authority is for development.
    func exposedListener(_ policies: Policies) -> PolicyDiagnostic? {
        guard let authority = policies.identity.authorities.first(where: \.development),
            let listener = file.listeners.first(where: { !$0.value.isLoopback })
        else { return nil }
        return file.mistake(
            at: listener,
            "\(listener.value) is reachable from other machines, but the authority "
                + "\"\(authority.name)\" of identity.yaml is for development",
            suggestion: "listen on 127.0.0.1, or use an authority that is not for development")
    }

    // MARK: Parts

    /// The region that our own certificate proves.
    private func gateRegion(_ trust: TrustMaterial, _ policies: Policies) -> RegionIndex? {
        let path = file.certificate.value
        func fail(_ message: String, _ suggestion: String? = nil) {
            findings.add(PolicyDiagnostic(file: path, message: message, suggestion: suggestion))
        }
        let certificate: PeerCertificate
        do throws(CertificateFault) {
            certificate = try CertificateFile.parse(trust.certificate)
        } catch {
            fail("is no certificate in PEM: \(error)")
            return nil
        }
        let now = WallClock.unixMilliseconds() / 1_000
        if certificate.notAfterUnixSeconds <= now {
            let end = LogTime.text(unixMilliseconds: certificate.notAfterUnixSeconds * 1_000)
            fail("expired at \(end)", "issue a new one")
        } else if certificate.notBeforeUnixSeconds > now {
            let start = LogTime.text(unixMilliseconds: certificate.notBeforeUnixSeconds * 1_000)
            fail("is valid only from \(start)", "check the clock of this machine")
        }
        if !certificate.allowsServerAuth || !certificate.allowsClientAuth {
            fail(
                "is not for both sides: the gate answers clients and calls workers",
                "issue it with extendedKeyUsage serverAuth and clientAuth")
        }
        guard certificate.uriNames.count == 1, let name = certificate.uriNames.first,
            let identity = try? SpiffeID(parsing: name),
            case .gate(let regionName, _) = identity.subject
        else {
            let found = certificate.uriNames.joined(separator: ", ")
            fail(
                "names no gate: it has "
                    + (found.isEmpty ? "no URI name" : "the URI name \(found)"),
                "issue it with exactly one URI name spiffe://DOMAIN/region/REGION/gate/NAME")
            return nil
        }
        guard let region = policies.region(named: regionName) else {
            fail(
                "says that the gate stands in \"\(regionName)\", which is not a region in "
                    + "entities.yaml",
                Nearest.suggestion(for: regionName, among: policies.regions.map(\.name)))
            return nil
        }
        return region
    }

    private func region(_ name: Placed<String>, _ policies: Policies) -> RegionIndex? {
        if let region = policies.region(named: name.value) { return region }
        findings.add(
            file.mistake(
                at: name, "\"\(name.value)\" is not a region in entities.yaml",
                suggestion: Nearest.suggestion(
                    for: name.value, among: policies.regions.map(\.name))))
        return nil
    }

    private func checkPools(_ policies: Policies) {
        for pool in file.pools {
            if let name = pool.region { _ = region(name, policies) }
            for model in pool.models ?? [] where policies.model(named: model.value) == nil {
                findings.add(
                    file.mistake(
                        at: model, "\"\(model.value)\" is not a model in entities.yaml",
                        suggestion: Nearest.suggestion(
                            for: model.value, among: policies.models.map(\.name))))
            }
        }
    }

    private func checkCache(_ policies: Policies) {
        guard let redis = file.redis, file.cache == nil,
            let model = policies.models.first(where: { $0.cache?.store == .redis })
        else { return }
        findings.add(
            file.mistake(
                at: redis.region,
                "cache.yaml keeps answers of \"\(model.name)\" in Redis, but no keys are named to "
                    + "seal them under",
                suggestion: "add `cache: { master_key: …, tenant_keys: … }`"))
    }
}
