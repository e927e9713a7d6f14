// The one error that the lexer and the parsers throw among themselves.

/// Says what is wrong at a byte range; becomes a `Diagnostic` once the text is known.
struct SyntaxFault: Error {
    let range: SourceRange
    let message: String
    let suggestion: String?

    init(_ range: SourceRange, _ message: String, suggestion: String? = nil) {
        self.range = range
        self.message = message
        self.suggestion = suggestion
    }
}
