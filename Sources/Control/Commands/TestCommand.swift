// `portcullis test`.

import ArgumentParser

/// Runs the tests of a policy set.
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run the tests of a policy set.",
        discussion: "Each test in tests/*.yaml is a request with the decision that it must get.")

    @Argument(help: "The policy folder.")
    var directory = "policies"

    @Flag(help: "Report as JSON.")
    var json = false

    func run() throws {
        try PolicyCommands.test(directory, asJSON: json)
    }
}
