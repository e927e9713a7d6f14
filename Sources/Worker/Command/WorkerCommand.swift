// The command line of `portcullis-worker`.

public import ArgumentParser

/// Serves a model repository to a gate.
public struct WorkerCommand: ParsableCommand {
    /// What the command is called and does.
    public static let configuration = CommandConfiguration(
        commandName: "portcullis-worker",
        abstract: "Serves models to a Portcullis gate over mutual TLS.",
        version: WorkerServer.version,
        subcommands: [RunCommand.self])

    /// Makes the command; its arguments come from the command line.
    public init() {}
}
