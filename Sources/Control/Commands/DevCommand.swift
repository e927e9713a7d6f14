// `portcullis dev`: what helps while trying things out.

import ArgumentParser

/// Groups the commands for development.
struct DevCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev", abstract: "Helpers for development.",
        subcommands: [DevTokenCommand.self])
}
