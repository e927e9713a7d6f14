// From files to a snapshot: reads everything, checks everything, and renews what trust has outgrown.

import Foundation
import Gateway
import Policy
import Wire

/// A snapshot and what the next one is compared with.
struct LoadedSnapshot: Sendable {
    let snapshot: Snapshot
    let trust: Digest256
    let ticketKeys: TicketKeys?
    /// The files that the policy set names.
    let namedFiles: [String]
    /// When our own certificate ceases to be valid.
    let certificateEndsUnixSeconds: Int64
    /// What is doubtful about the policy set and does not stop it.
    let warnings: [PolicyDiagnostic]
}

/// Loads snapshots for one configuration.
struct SnapshotLoader {
    let file: GatewayFile

    /// Loads the first snapshot, or the one after `previous`.
    func load(after previous: LoadedSnapshot?) throws(LoadFault) -> LoadedSnapshot {
        let findings = Findings()
        let sequence = (previous?.snapshot.sequence ?? 0) + 1
        let set: LoadedPolicies
        do throws(PolicyLoadFault) {
            set = try PolicyLoader.load(directory: file.policies.value, sequence: sequence)
        } catch {
            throw LoadFault(
                diagnostics: error.diagnostics,
                status: error.isFolderMissing ? .missingFile : .badData)
        }
        if let exposed = SnapshotBuilder(file: file, findings: findings)
            .exposedListener(set.policies)
        {
            throw LoadFault(diagnostics: [exposed], status: .refusedConfiguration)
        }
        let material: TrustMaterial?
        let tenantKeys: [[UInt8]]?
        do throws(MissingFile) {
            material = try TrustReader(file: file, findings: findings).read(set)
            tenantKeys = try self.tenantKeys(set.policies, findings)
        } catch {
            findings.add(PolicyDiagnostic(file: error.path, message: "there is no such file"))
            throw LoadFault(diagnostics: findings.sorted, status: .missingFile)
        }
        guard let material, let tenantKeys else { throw fault(findings) }
        let trust = material.fingerprint
        let isSameTrust = previous.map { $0.trust == trust } ?? false
        // Tickets sealed under the old keys end here, and with them sessions proven by old trust.
        let ticketKeys =
            isSameTrust
            ? previous?.ticketKeys : TicketKeys(bytes: RandomBytes.make(TicketKeys.length))
        let trustSequence = (previous?.snapshot.trustSequence ?? 0) + (isSameTrust ? 0 : 1)
        let snapshot = SnapshotBuilder(file: file, findings: findings).build(
            set, material, sequence: sequence, trustSequence: trustSequence,
            ticketKeys: ticketKeys, tenantKeys: tenantKeys)
        guard let snapshot else { throw fault(findings) }
        return LoadedSnapshot(
            snapshot: snapshot, trust: trust, ticketKeys: ticketKeys, namedFiles: named(set),
            certificateEndsUnixSeconds: (try? CertificateFile.parse(material.certificate))?
                .notAfterUnixSeconds ?? 0,
            warnings: set.warnings)
    }

    private func named(_ set: LoadedPolicies) -> [String] {
        set.namedFiles.keys.sorted().map { path in
            path.hasPrefix("/") ? path : file.policies.value + "/" + path
        }
    }

    /// Keys are needed only where answers are kept outside this process.
    private func tenantKeys(
        _ policies: Policies, _ findings: Findings
    ) throws(MissingFile) -> [[UInt8]]? {
        guard file.redis != nil, let cache = file.cache else { return [] }
        guard let master = try FileReading.key(cache.masterKey.value, findings) else { return nil }
        return TenantKeyStore(
            folder: cache.tenantKeys.value, masterKey: master, findings: findings
        ).keys(of: policies.tenants)
    }

    private func fault(_ findings: Findings) -> LoadFault {
        LoadFault(diagnostics: findings.sorted, status: .badData)
    }
}
