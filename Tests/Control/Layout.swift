// Lays out folders with certificates, policies and a configuration for the tests of the running side.

import Foundation

@testable import Control

/// A folder of a test's own, removed with it.
final class Layout {
    let folder: String

    /// The repository that the tests were built from.
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    // Certificates are made once by the script that people use, and copied.
    private static let certificates: String? = {
        let folder = FileManager.default.temporaryDirectory.path + "/control-\(UUID())"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [repository + "/Deploy/pki", folder]
        process.standardOutput = FileHandle.nullDevice
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try? process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? folder : nil
    }()

    init(whole: Bool = true) throws {
        let made = FileManager.default.temporaryDirectory.path + "/control-\(UUID())"
        folder = made
        try FileManager.default.createDirectory(atPath: made, withIntermediateDirectories: true)
        guard whole else { return }
        guard let certificates = Self.certificates else { throw CocoaError(.fileNoSuchFile) }
        try FileManager.default.copyItem(atPath: certificates, toPath: made + "/certs")
        try FileManager.default.copyItem(
            atPath: Self.repository + "/policies", toPath: made + "/policies")
        try write("gateway.yaml", Self.configuration)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static let configuration = """
        listeners: [127.0.0.1:0]
        identity: { certificate: certs/gate.pem, key: certs/gate.key }
        policies: policies
        workers:
          authorities:
            - { bundle: certs/workers-ca.pem, regions: [ae-dubai, eu-frankfurt] }
          pools:
            - { name: dubai, region: ae-dubai, addresses: [127.0.0.1:9101] }
        redis: { address: 127.0.0.1:6379, region: ae-dubai, timeout_milliseconds: 50 }
        cache: { master_key: certs/cache-master.key, tenant_keys: certs/tenant-keys }
        admin: unix:admin.sock
        audit: { path: audit.jsonl, region: ae-dubai, key: certs/audit.key }
        access_log: access.jsonl
        shards: 2
        drain_milliseconds: 500

        """

    func path(_ name: String) -> String { folder + "/" + name }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    }

    func text(_ name: String) -> String {
        (try? String(contentsOfFile: path(name), encoding: .utf8)) ?? ""
    }

    /// Replaces text in a file, which must hold it.
    func replace(_ old: String, with new: String, in name: String) throws {
        let text = text(name)
        guard text.contains(old) else { throw CocoaError(.fileReadUnknown) }
        try write(name, text.replacing(old, with: new))
    }

    /// Reads the configuration; gives it or its mistakes.
    func read() throws -> (file: GatewayFile?, mistakes: [PolicyDiagnostic]) {
        let findings = Findings()
        let file = try GatewayFileReader.read(path("gateway.yaml"), findings)
        return (file, findings.sorted)
    }

    /// Reads the configuration, which must be good.
    func file() throws -> GatewayFile {
        let (file, mistakes) = try read()
        guard let file else { throw LoadFault(diagnostics: mistakes, status: .badData) }
        return file
    }

    func load(after previous: LoadedSnapshot? = nil) throws -> LoadedSnapshot {
        try SnapshotLoader(file: file()).load(after: previous)
    }
}
