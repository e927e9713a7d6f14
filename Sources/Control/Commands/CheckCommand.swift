// `portcullis check`.

import ArgumentParser
import Gateway
import Policy

/// Checks a policy set, and a configuration with everything that it names.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a policy set, and a configuration.",
        discussion:
            "Every mistake is told with its file, line and column, and what to write instead.")

    @Argument(help: "The policy folder; `policies` unless --config names another.")
    var directory: String?

    @Option(help: "Also check this gateway.yaml, and that the set, certificates and keys fit it.")
    var config: String?

    @Flag(help: "Report on the policy folder as JSON.")
    var json = false

    func run() throws {
        if let config {
            let file = try CommandOutput.gatewayFile(config)
            let loaded = try CommandOutput.snapshot(file)
            _ = try CommandOutput.secrets(file)
            let policies = loaded.snapshot.policies
            print("\(config): good, with policy set \(policies.id)")
            guard directory != nil else { return }
        }
        try PolicyCommands.check(directory ?? "policies", asJSON: json)
    }
}
