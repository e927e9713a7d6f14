// Reads `gateway.yaml` strictly: every mistake is noted with its place, and all are told at once.

import Foundation
import Runtime
import Yams

/// Reads the SRE's file.
struct GatewayFileReader {
    private static let keys = [
        "listeners", "identity", "policies", "workers", "redis", "cache", "admin", "audit",
        "access_log", "shards", "pin", "drain_milliseconds", "minimum_tls_version",
    ]
    /// The most shards: more than any machine that this is meant for has cores.
    private static let shards = 1...256
    private static let what = "the gateway's configuration"

    private let file: PolicyFile
    private let folder: String
    private let findings: Findings

    /// Reads the file at a path; gives nil, with the mistakes in `findings`, when it is not usable.
    static func read(_ path: String, _ findings: Findings) throws(MissingFile) -> GatewayFile? {
        let bytes = try FileReading.bytes(of: path, atMost: 1 << 20, findings)
        guard let bytes else { return nil }
        let file = PolicyFile(path: path, location: path, bytes: bytes)
        guard file.text != nil else {
            findings.add(PolicyDiagnostic(file: path, message: "is not UTF-8 text"))
            return nil
        }
        let folder = (path as NSString).deletingLastPathComponent
        return GatewayFileReader(
            file: file, folder: folder, findings: findings
        ).read()
    }

    private func read() -> GatewayFile? {
        guard let root = YAMLSource(file, findings).root(expecting: Self.what),
            let top = root.mapping(Self.keys, Self.what)
        else { return nil }
        let listeners = listeners(top.required("listeners"))
        let identity = identity(top.required("identity"))
        let policies = top.required("policies").flatMap { path($0, "the policy folder") }
        let workers = workers(top.required("workers"))
        let redis = top.optional("redis").map(redis)
        let cache = top.optional("cache").map(cache)
        let admin = top.optional("admin").map(admin)
        let audit = audit(top.required("audit"))
        let accessLog = top.optional("access_log").map { path($0, "the access log's path") }
        let shards = top.optional("shards").map {
            $0.integer("the number of shards", in: Self.shards)
        }
        let pin = top.optional("pin").map { $0.boolean("`pin`") }
        let drain = top.optional("drain_milliseconds").map {
            $0.integer("the drain's deadline", in: 0...3_600_000)
        }
        let allowsTLS12 = top.optional("minimum_tls_version").map {
            $0.word("the oldest TLS version of clients", ["1.2": true, "1.3": false])
        }
        guard !findings.hasErrors, let listeners, let identity, let policies, let workers, let audit
        else { return nil }
        return GatewayFile(
            file: file, listeners: listeners, certificate: identity.certificate,
            privateKey: identity.key, allowsTLS12: (allowsTLS12 ?? nil) ?? false,
            policies: policies,
            workerAuthorities: workers.authorities,
            readinessIntervalMilliseconds: workers.interval, pools: workers.pools,
            redis: redis ?? nil, cache: cache ?? nil, admin: admin ?? nil, audit: audit,
            accessLog: accessLog ?? nil, shards: (shards ?? nil) ?? Cores.available,
            pinsShards: (pin ?? nil) ?? false, drainMilliseconds: (drain ?? nil) ?? 10_000)
    }

    // MARK: The parts

    private func listeners(_ value: YAMLValue?) -> [Placed<SocketAddress>]? {
        guard let members = value?.list("a list of addresses to listen on") else { return nil }
        guard !members.isEmpty, members.count <= 64 else {
            value?.fail("`listeners` has \(members.count) addresses; write 1 to 64")
            return nil
        }
        return members.compactMap { member in
            address(member).map { placed($0, member) }
        }
    }

    private func identity(
        _ value: YAMLValue?
    ) -> (certificate: Placed<String>, key: Placed<String>)? {
        guard let mapping = value?.mapping(["certificate", "key"], "the gate's identity") else {
            return nil
        }
        let certificate = mapping.required("certificate").flatMap {
            path($0, "the certificate's path")
        }
        let key = mapping.required("key").flatMap { path($0, "the private key's path") }
        guard let certificate, let key else { return nil }
        return (certificate, key)
    }

    private func workers(
        _ value: YAMLValue?
    ) -> (authorities: [GatewayFile.WorkerAuthority], interval: Int, pools: [GatewayFile.Pool])? {
        let keys = ["authorities", "readiness_interval_milliseconds", "pools"]
        guard let mapping = value?.mapping(keys, "`workers`") else { return nil }
        let interval = mapping.optional("readiness_interval_milliseconds").flatMap {
            $0.integer("the readiness interval", in: 50...60_000)
        }
        let authorities = mapping.required("authorities")?.list("a list of authorities")?
            .compactMap(authority)
        let pools = mapping.required("pools")?.list("a list of pools")?.compactMap(pool)
        guard let authorities, let pools else { return nil }
        guard !authorities.isEmpty else {
            mapping.required("authorities")?.fail(
                "no authority vouches for workers; write at least one")
            return nil
        }
        var names: Set<String> = []
        for (index, pool) in pools.enumerated() where !names.insert(pool.name).inserted {
            mapping.required("pools")?.fail(
                "two pools are named \"\(pool.name)\" (the second is number \(index + 1)); "
                    + "give each a name of its own")
        }
        return (authorities, interval ?? 1_000, pools)
    }

    private func authority(_ value: YAMLValue) -> GatewayFile.WorkerAuthority? {
        guard let mapping = value.mapping(["bundle", "regions"], "an authority of workers") else {
            return nil
        }
        let bundle = mapping.required("bundle").flatMap { path($0, "the bundle's path") }
        let regions = mapping.required("regions")?.names("region")?.map {
            placed($0.text, $0.place)
        }
        guard let bundle, let regions else { return nil }
        return GatewayFile.WorkerAuthority(bundle: bundle, regions: regions)
    }

    private func pool(_ value: YAMLValue) -> GatewayFile.Pool? {
        let keys = ["name", "region", "models", "addresses"]
        guard let mapping = value.mapping(keys, "a pool of workers") else { return nil }
        let name = mapping.required("name")?.name("a pool's name")
        let region = mapping.optional("region").map { place in
            place.name("a region's name").map { placed($0, place) }
        }
        let models = mapping.optional("models").map {
            $0.names("model")?.map { placed($0.text, $0.place) }
        }
        let list = mapping.required("addresses")
        guard let name, let members = list?.list("a list of addresses") else { return nil }
        guard !members.isEmpty, members.count <= 1_024 else {
            list?.fail("the pool has \(members.count) addresses; write 1 to 1024")
            return nil
        }
        return GatewayFile.Pool(
            name: name, region: region ?? nil, models: models ?? nil,
            addresses: members.compactMap(address))
    }

    private func redis(_ value: YAMLValue) -> GatewayFile.Redis? {
        let keys = ["address", "region", "timeout_milliseconds", "password_file"]
        guard let mapping = value.mapping(keys, "`redis`") else { return nil }
        let place = mapping.required("address")
        let address = place.flatMap(address)
        if let address, !address.isLoopback {
            place?.fail(
                "\(address) is beyond this machine, and Redis is spoken to in clear text",
                suggestion: "use a loopback address or unix:/path, or a local TLS tunnel")
        }
        let region = mapping.required("region").flatMap { place in
            place.name("a region's name").map { placed($0, place) }
        }
        let timeout = mapping.optional("timeout_milliseconds").flatMap {
            $0.integer("the timeout", in: 1...10_000)
        }
        let password = mapping.optional("password_file").flatMap {
            path($0, "the password file's path")
        }
        guard let address, let region else { return nil }
        return GatewayFile.Redis(
            address: address, region: region, passwordFile: password,
            timeoutMilliseconds: timeout ?? 20)
    }

    private func cache(_ value: YAMLValue) -> GatewayFile.Cache? {
        let keys = ["master_key", "tenant_keys"]
        guard let mapping = value.mapping(keys, "`cache`") else { return nil }
        let master = mapping.required("master_key").flatMap { path($0, "the master key's path") }
        let tenants = mapping.required("tenant_keys").flatMap { path($0, "a folder for keys") }
        guard let master, let tenants else { return nil }
        return GatewayFile.Cache(masterKey: master, tenantKeys: tenants)
    }

    private func admin(_ value: YAMLValue) -> SocketAddress? {
        guard let address = address(value) else { return nil }
        guard address.isLoopback else {
            value.fail(
                "the admin port speaks to this machine only, and \(address) is beyond it",
                suggestion: "write 127.0.0.1:\(address.port ?? 9901) or unix:/path")
            return nil
        }
        return address
    }

    private func audit(_ value: YAMLValue?) -> GatewayFile.Audit? {
        let keys = ["path", "region", "key"]
        guard let mapping = value?.mapping(keys, "`audit`") else { return nil }
        let file = mapping.required("path").flatMap { path($0, "the audit log's path") }
        let region = mapping.required("region").flatMap { place in
            place.name("a region's name").map { placed($0, place) }
        }
        let key = mapping.required("key").flatMap { path($0, "the audit key's path") }
        guard let file, let region, let key else { return nil }
        return GatewayFile.Audit(path: file, region: region, key: key)
    }

    // MARK: Values

    private func address(_ value: YAMLValue) -> SocketAddress? {
        guard let text = value.text("an address such as 127.0.0.1:8443") else { return nil }
        do throws(SocketAddressError) {
            return try SocketAddress(parsing: absolute(text))
        } catch {
            value.fail("\(error)")
            return nil
        }
    }

    /// The path of a Unix address is relative to the file, as every path is.
    private func absolute(_ address: String) -> String {
        guard address.hasPrefix("unix:"), !address.hasPrefix("unix:/") else { return address }
        let path = FilePath.join(folder, String(address.dropFirst("unix:".count)))
        return "unix:" + URL(fileURLWithPath: path).path
    }

    private func path(_ value: YAMLValue, _ what: String) -> Placed<String>? {
        guard let text = value.text(what) else { return nil }
        return placed(text.hasPrefix("/") ? text : FilePath.join(folder, text), value)
    }

    private func placed<Value>(_ content: Value, _ value: YAMLValue) -> Placed<Value> {
        Placed(
            value: content, line: value.node.mark?.line ?? 1, column: value.node.mark?.column ?? 1)
    }
}
