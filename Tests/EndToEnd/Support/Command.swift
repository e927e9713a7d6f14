// Runs a short program to its end, within a bound, and hands over what it printed.
import Foundation

/// What went wrong in the harness itself, in a sentence.
struct HarnessFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A finished program.
struct CommandOutput {
    let status: Int32
    let output: Data
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }
}

enum Command {
    /// Runs a program; kills it and throws when it has not ended after `seconds`.
    static func run(
        _ program: String, _ arguments: [String], input: Data = Data(), seconds: Double = 60,
        in directory: URL? = nil
    ) throws -> CommandOutput {
        let scratch = try Scratch.folder("command")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let files = ["in", "out", "err"].map { scratch.appendingPathComponent($0) }
        try input.write(to: files[0])
        try Data().write(to: files[1])
        try Data().write(to: files[2])
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = directory
        let standardInput = try FileHandle(forReadingFrom: files[0])
        let standardOutput = try FileHandle(forWritingTo: files[1])
        let standardError = try FileHandle(forWritingTo: files[2])
        process.standardInput = standardInput
        process.standardOutput = standardOutput
        process.standardError = standardError
        try process.run()
        let ended = Wait.until(seconds: seconds, every: 0.003) { !process.isRunning }
        if !ended {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        let errors = String(decoding: try Data(contentsOf: files[2]), as: UTF8.self)
        guard ended else {
            throw HarnessFailure(
                "\(program) did not end within \(seconds) s: \(errors.suffix(400))")
        }
        return CommandOutput(
            status: process.terminationStatus, output: try Data(contentsOf: files[1]),
            errors: errors)
    }

    /// Runs one of the Python clients with a JSON object as its input and reads its JSON output.
    static func client(
        _ name: String, _ work: [String: Any], seconds: Double = 60
    ) throws -> Any {
        let done = try run(
            Tools.python, [Tools.clients.appendingPathComponent(name).path],
            input: try JSONSerialization.data(withJSONObject: work), seconds: seconds)
        guard done.status == 0 else {
            throw HarnessFailure("\(name) failed: \(done.errors.suffix(1000))")
        }
        return try JSONSerialization.jsonObject(with: done.output)
    }
}

enum Wait {
    /// Asks until the answer is yes; false when `seconds` have passed.
    static func until(
        seconds: Double, every pause: Double = 0.02, _ condition: () throws -> Bool
    ) rethrows -> Bool {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while true {
            if try condition() { return true }
            if Date() > deadline { return false }
            Thread.sleep(forTimeInterval: pause)
        }
    }
}
