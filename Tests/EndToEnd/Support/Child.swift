// A program that runs beside the tests and ends with them, and is signalled by its process id.
import Foundation
import Synchronization

/// A long-running program whose output goes to a file.
final class Child: Sendable {
    let name: String
    let log: URL
    let pid: pid_t
    private let process: Mutex<Process>
    private let input: FileHandle

    /// Starts a program under `keep`, which ends it when the tests end.
    init(_ name: String, _ program: String, _ arguments: [String], in folder: URL) throws {
        self.name = name
        log = folder.appendingPathComponent("\(name).log")
        let pidFile = folder.appendingPathComponent("\(name).pid")
        try? FileManager.default.removeItem(at: pidFile)
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        let pipe = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Tools.keep)
        process.arguments = [pidFile.path, program] + arguments
        process.standardInput = pipe
        process.standardOutput = output
        process.standardError = output
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["SWIFT_BACKTRACE": "enable=no"]) { _, new in new }
        try process.run()
        input = pipe.fileHandleForWriting
        var pid: pid_t?
        _ = Wait.until(seconds: 10, every: 0.002) {
            pid = (try? String(contentsOf: pidFile, encoding: .utf8))
                .flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
            return pid != nil
        }
        guard let pid else { throw HarnessFailure("\(name) did not start") }
        self.pid = pid
        self.process = Mutex(process)
    }

    deinit { stop() }

    var isRunning: Bool { process.withLock { $0.isRunning } }

    /// Sends a signal to the program itself.
    func signal(_ number: Int32) { kill(pid, number) }

    /// Waits for the program's own end and returns its exit status, or nil after `seconds`.
    func exitStatus(within seconds: Double) -> Int32? {
        guard Wait.until(seconds: seconds, { !isRunning }) else { return nil }
        return process.withLock { $0.terminationStatus }
    }

    /// Ends the program at once; harmless when it has ended.
    func stop() {
        if isRunning { signal(SIGKILL) }
        _ = Wait.until(seconds: 10, every: 0.005) { !isRunning }
    }

    /// The last lines of what it printed.
    func lastLines(_ count: Int = 15) -> String {
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(count).joined(separator: "\n")
    }
}
