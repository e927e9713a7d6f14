// Checking and testing policy sets from the command line.

import ArgumentParser

/// Checks and tests policy folders, and prints what was found.
enum PolicyCommands {
    /// Checks the set in a folder.
    static func check(_ folder: String, asJSON: Bool) throws {
        let report = PolicyCheck.run(directory: folder)
        if asJSON { return try end(json: report.json, report.exitCode) }
        try end(report.text, report.exitCode)
    }

    /// Runs the tests of the set in a folder.
    static func test(_ folder: String, asJSON: Bool) throws {
        let report = PolicyTests.run(directory: folder)
        let status = report.exitCode == 1 ? ExitStatus.badData.rawValue : report.exitCode
        if asJSON { return try end(json: report.json, status) }
        try end(report.text, status)
    }

    /// JSON goes to standard output whatever it says: a program reads it.
    private static func end(json: String, _ status: Int32) throws {
        print(json)
        guard status == ExitStatus.ok.rawValue else { throw ExitCode(status) }
    }

    private static func end(_ text: String, _ status: Int32) throws {
        guard status == ExitStatus.ok.rawValue else {
            CommandOutput.complain(text)
            throw ExitCode(status)
        }
        print(text)
    }
}
