// `portcullis run`.

import ArgumentParser
import Logging
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

    @Option(help: "The least important lines that the log has.")
    var logLevel = LogLevel.info

    func run() throws {
        // Signals are taken before any thread starts, since threads inherit what is blocked.
        let signals = try SignalReader()
        let file = try CommandOutput.gatewayFile(config)
        let loaded = try CommandOutput.snapshot(file)
        let secrets = try CommandOutput.secrets(file)
        let supervisor = try Supervisor(
            file: file, first: loaded, signals: signals,
            logger: ControlLog.make(level: logLevel.level))
        let status = supervisor.run(secrets)
        guard status == .ok else { throw ExitCode(status.rawValue) }
    }
}

/// The levels of the control log that an option may name.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
    case debug, info, notice, warning, error

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}
