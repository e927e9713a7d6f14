// Checking and testing policy sets from the command line.

import ArgumentParser

/// Checks and tests policy folders, and prints what was found.
enum PolicyCommands {
    /// Checks the set in a folder.
    static func check(_ folder: String) throws {
        let report = PolicyCheck.run(directory: folder)
        try end(report.text, report.exitCode)
    }

    /// Runs the tests of the set in a folder.
    static func test(_ folder: String) throws {
        let report = PolicyTests.run(directory: folder)
        try end(report.text, report.exitCode == 1 ? ExitStatus.badData.rawValue : report.exitCode)
    }

    private static func end(_ text: String, _ status: Int32) throws {
        guard status == ExitStatus.ok.rawValue else {
            CommandOutput.complain(text)
            throw ExitCode(status)
        }
        print(text)
    }
}
