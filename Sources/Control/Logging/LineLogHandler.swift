// The control log: one line per event on standard error, for people and for log collectors.

import Foundation
import Logging

/// Writes `time level message key=value` to standard error.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let now = Int64(Date().timeIntervalSince1970 * 1_000)
        var line = LogTime.text(unixMilliseconds: now)
        line += " " + event.level.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
        // A message of several lines is one event: its further lines are indented.
        line += " " + event.message.description.replacing("\n", with: "\n    ")
        let merged = metadata.merging(event.metadata ?? [:]) { $1 }
        for (name, value) in merged.sorted(by: { $0.key < $1.key }) { line += " \(name)=\(value)" }
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }
}

/// Makes the control log.
enum ControlLog {
    /// A logger on standard error.
    static func make(level: Logger.Level = .info) -> Logger {
        Logger(label: "portcullis") { _ in LineLogHandler(logLevel: level) }
    }
}
