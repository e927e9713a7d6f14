// The secrets that the process keeps beside its snapshots.

/// What only this process may know.
struct GatewaySecrets: Sendable {
    /// Keys the hashes that stand for callers in records of other regions.
    let auditKey: [UInt8]
    /// The password of Redis, if it has one.
    let redisPassword: [UInt8]?

    /// Reads the secrets that a configuration names; nil, with the mistakes noted, when one is bad.
    static func read(
        _ file: GatewayFile, _ findings: Findings
    ) throws(MissingFile) -> GatewaySecrets? {
        let auditKey = try FileReading.key(file.audit.key.value, findings)
        var password: [UInt8]?
        if let path = file.redis?.passwordFile?.value {
            password = try FileReading.secret(path, atMost: 4_096, findings)
            // An editor ends the line; no password does.
            while let last = password?.last, last == 0x0a || last == 0x0d { password?.removeLast() }
        }
        guard let auditKey, !findings.hasErrors else { return nil }
        return GatewaySecrets(auditKey: auditKey, redisPassword: password)
    }
}
