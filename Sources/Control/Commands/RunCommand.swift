// `portcullis run`.

import ArgumentParser
import Runtime

/// Runs the gateway until it is told to end.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run the gateway.",
        discussion: """
            SIGTERM and SIGINT drain it: readiness goes off, requests in flight finish, then it \
            ends. SIGHUP reads policies, certificates and keys again, which also happens by itself \
            when they change.
            """)

    @Option(help: "The gateway's configuration, gateway.yaml.")
    var config: String

    func run() throws {
        // Signals are taken before any thread starts, since threads inherit what is blocked.
        let signals = try SignalReader()
        let file = try CommandOutput.gatewayFile(config)
        let loaded = try CommandOutput.snapshot(file)
        let auditKey = try self.auditKey(file)
        let supervisor = try Supervisor(
            file: file, first: loaded, signals: signals, logger: ControlLog.make())
        let status = supervisor.run(auditKey)
        guard status == .ok else { throw ExitCode(status.rawValue) }
    }

    private func auditKey(_ file: GatewayFile) throws -> [UInt8] {
        let findings = Findings()
        do throws(MissingFile) {
            if let key = try FileReading.key(file.audit.key.value, findings) { return key }
        } catch {
            CommandOutput.complain("\(error)")
            throw ExitCode(ExitStatus.missingFile.rawValue)
        }
        CommandOutput.complain(findings.sorted.map(\.description).joined(separator: "\n"))
        throw ExitCode(ExitStatus.badData.rawValue)
    }
}
