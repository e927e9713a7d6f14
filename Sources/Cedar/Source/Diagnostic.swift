// What is wrong with a source text, where, and what to write instead.

/// Reports one finding in a source text.
public struct Diagnostic: Error, Sendable, Hashable, CustomStringConvertible {
    /// Says whether a finding makes its text unusable.
    public enum Severity: String, Sendable, Hashable {
        case error
        case warning
    }

    /// Names the file as it was given to the parser.
    public let fileName: String
    /// Points at the first character concerned.
    public let location: SourceLocation
    /// Says what is wrong, without a trailing full stop.
    public let message: String
    /// Quotes the source line, or the part of a very long one around the location.
    public let quotedLine: String
    /// Says what to write instead, where that can be guessed.
    public let suggestion: String?
    /// Says whether the text is unusable.
    public let severity: Severity

    private let quotedColumn: Int
    private let markLength: Int

    init(
        fileName: String, location: SourceLocation, message: String, quotedLine: String,
        quotedColumn: Int, markLength: Int, suggestion: String?, severity: Severity
    ) {
        self.fileName = fileName
        self.location = location
        self.message = message
        self.quotedLine = quotedLine
        self.quotedColumn = quotedColumn
        self.markLength = markLength
        self.suggestion = suggestion
        self.severity = severity
    }

    /// Writes `file:line:column: error: message`, the quoted line, a caret and the suggestion.
    public var description: String {
        let number = String(location.line)
        let margin = String(repeating: " ", count: number.count)
        let indent = String(
            String.UnicodeScalarView(
                quotedLine.unicodeScalars.prefix(quotedColumn - 1).map { $0 == "\t" ? "\t" : " " }))
        let mark = "^" + String(repeating: "~", count: max(0, markLength - 1))
        var text =
            "\(fileName):\(location.line):\(location.column): \(severity.rawValue): \(message)\n"
            + "  \(number) | \(quotedLine)\n  \(margin) | \(indent)\(mark)"
        if let suggestion { text += "\n  \(margin) = \(suggestion)" }
        return text
    }
}
