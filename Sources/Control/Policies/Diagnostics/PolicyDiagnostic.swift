// One mistake in one file: where it is, what it is, and what to write instead.

public import Cedar

/// Reports a mistake in a file of a policy set.
public struct PolicyDiagnostic: Sendable, Hashable, Encodable, CustomStringConvertible {
    /// Whether a set with it may be used.
    public enum Severity: String, Sendable, Hashable, Encodable {
        case error
        case warning
    }

    /// The file's path, as it can be opened from where the command runs.
    public let file: String
    /// Line, from 1; zero where the file as a whole is meant.
    public let line: Int
    /// Column in characters, from 1; zero where the file as a whole is meant.
    public let column: Int
    /// Whether a set with it may be used.
    public let severity: Severity
    /// What is wrong and what was expected.
    public let message: String
    /// The line it is in.
    public let quotedLine: String
    /// What to write instead, where that can be guessed.
    public let suggestion: String?

    /// Takes a mistake and its place.
    public init(
        file: String, line: Int = 0, column: Int = 0, severity: Severity = .error, message: String,
        quotedLine: String = "", suggestion: String? = nil
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.severity = severity
        self.message = message
        self.quotedLine = quotedLine
        self.suggestion = suggestion
    }

    /// Takes over a mistake that the Cedar language found.
    public init(_ found: Cedar.Diagnostic) {
        self.init(
            file: found.fileName, line: found.location.line, column: found.location.column,
            severity: found.severity == .error ? .error : .warning, message: found.message,
            quotedLine: found.quotedLine, suggestion: found.suggestion)
    }

    /// Writes `file:line:column: error: message`, the quoted line with a caret, and the suggestion.
    public var description: String {
        guard line > 0 else {
            return "\(file): \(severity.rawValue): \(message)"
                + (suggestion.map { "\n  = \($0)" } ?? "")
        }
        var text = "\(file):\(line):\(column): \(severity.rawValue): \(message)"
        let margin = String(repeating: " ", count: String(line).count)
        if !quotedLine.isEmpty {
            let indent = String(
                String.UnicodeScalarView(
                    quotedLine.unicodeScalars.prefix(max(0, column - 1))
                        .map { $0 == "\t" ? "\t" : " " }))
            text += "\n  \(line) | \(quotedLine)\n  \(margin) | \(indent)^"
        }
        if let suggestion { text += "\n  \(margin) = \(suggestion)" }
        return text
    }

    /// Orders by file, line and column.
    static func precedes(_ left: PolicyDiagnostic, _ right: PolicyDiagnostic) -> Bool {
        (left.file, left.line, left.column, left.message)
            < (right.file, right.line, right.column, right.message)
    }
}
