// What `gateway.yaml` says, with every path made usable from where the process runs.

import Runtime

/// The SRE's file as it was read.
struct GatewayFile: Sendable {
    /// An authority of workers and the regions it may vouch for.
    struct WorkerAuthority: Sendable {
        let bundle: Placed<String>
        let regions: [Placed<String>]
    }

    /// A group of workers.
    struct Pool: Sendable {
        let name: String
        let region: Placed<String>?
        let models: [Placed<String>]?
        let addresses: [SocketAddress]
    }

    /// The store that replicas share.
    struct Redis: Sendable {
        let address: SocketAddress
        let region: Placed<String>
        let passwordFile: Placed<String>?
        let timeoutMilliseconds: Int
    }

    /// The keys that cached answers are sealed under.
    struct Cache: Sendable {
        let masterKey: Placed<String>
        let tenantKeys: Placed<String>
    }

    /// The sink of audit records.
    struct Audit: Sendable {
        let path: Placed<String>
        let region: Placed<String>
        let key: Placed<String>
    }

    /// The file itself, to quote from.
    let file: PolicyFile
    let listeners: [Placed<SocketAddress>]
    let certificate: Placed<String>
    let privateKey: Placed<String>
    /// Whether clients may speak TLS 1.2; workers never do.
    let allowsTLS12: Bool
    let policies: Placed<String>
    let workerAuthorities: [WorkerAuthority]
    let readinessIntervalMilliseconds: Int
    let pools: [Pool]
    let redis: Redis?
    let cache: Cache?
    let admin: SocketAddress?
    let audit: Audit
    let accessLog: Placed<String>?
    let shards: Int
    let pinsShards: Bool
    let drainMilliseconds: Int

    /// A mistake at a place of this file.
    func mistake<Value>(
        at place: Placed<Value>, _ message: String, suggestion: String? = nil
    ) -> PolicyDiagnostic {
        PolicyDiagnostic(
            file: file.location, line: place.line, column: place.column, message: message,
            quotedLine: file.quote(line: place.line), suggestion: suggestion)
    }
}
