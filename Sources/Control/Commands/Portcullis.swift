// The command line of the gateway.

public import ArgumentParser

/// `portcullis`: runs the gate, and checks and tests the files that it runs by.
public struct Portcullis: ParsableCommand {
    /// What `--help` says.
    public static let configuration = CommandConfiguration(
        commandName: "portcullis",
        abstract:
            "A gate in front of inference workers: who may ask which model, where, how often.",
        discussion: """
            Exit status: 0 done; 64 the command line is wrong; 65 a file is wrong or a policy test \
            failed; 66 a file is missing; 69 a port is taken; 70 a fault of ours; 78 the \
            configuration is refused, as it would expose a development authority.
            """,
        version: Version.text,
        subcommands: [
            RunCommand.self, CheckCommand.self, TestCommand.self, DevCommand.self,
            VersionCommand.self,
        ])

    /// Makes the command for the parser.
    public init() {}
}
