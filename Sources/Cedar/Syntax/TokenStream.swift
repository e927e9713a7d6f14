// What the policy parser and the schema parser share: looking at tokens and taking them.

/// Walks the tokens of a text.
struct TokenStream {
    let source: SourceText
    private let tokens: [Token]
    private var index = 0
    private var nesting = 0

    init(_ source: SourceText) throws(SyntaxFault) {
        self.source = source
        tokens = try Lexer.tokens(of: source)
    }

    /// The words that are never names.
    static let reservedWords: Set<String> = [
        "true", "false", "if", "then", "else", "in", "is", "like", "has", "__cedar",
    ]

    // INVARIANT: the last token is `.end`, and nothing steps past it.
    var current: Token { tokens[index] }
    var following: Token { tokens[min(index + 1, tokens.count - 1)] }
    var isAtEnd: Bool { current.kind == .end }
    var previousRange: SourceRange { tokens[max(index - 1, 0)].range }
    var currentText: String { source.text(current.range) }

    mutating func advance() {
        if !isAtEnd { index += 1 }
    }

    func isAt(_ symbol: Token.Symbol) -> Bool { current.kind == .symbol(symbol) }

    func isAt(word: String) -> Bool { current.kind == .identifier && currentText == word }

    mutating func take(_ symbol: Token.Symbol) -> Bool {
        guard isAt(symbol) else { return false }
        advance()
        return true
    }

    mutating func take(word: String) -> Bool {
        guard isAt(word: word) else { return false }
        advance()
        return true
    }

    mutating func expect(
        _ symbol: Token.Symbol, _ context: String, suggestion: String? = nil
    ) throws(SyntaxFault) {
        guard take(symbol) else {
            throw unexpected("`\(symbol.rawValue)` \(context)", suggestion: suggestion)
        }
    }

    mutating func expect(
        word: String, _ context: String, suggestion: String? = nil
    ) throws(SyntaxFault) {
        guard take(word: word) else {
            throw unexpected("`\(word)` \(context)", suggestion: suggestion)
        }
    }

    /// Takes any word, reserved ones included.
    mutating func anyIdentifier(_ expected: String) throws(SyntaxFault) -> String {
        guard current.kind == .identifier else { throw unexpected(expected) }
        let text = currentText
        advance()
        return text
    }

    /// Takes a word that may be a name.
    mutating func identifier(_ expected: String) throws(SyntaxFault) -> String {
        guard current.kind == .identifier else { throw unexpected(expected) }
        guard !Self.reservedWords.contains(currentText) else {
            throw SyntaxFault(
                current.range, "`\(currentText)` is a reserved word, expected \(expected)")
        }
        return try anyIdentifier(expected)
    }

    /// Takes a string literal and returns its text.
    mutating func string(_ expected: String) throws(SyntaxFault) -> String {
        guard current.kind == .string else { throw unexpected(expected) }
        let text = try Escapes.string(source, current.range)
        advance()
        return text
    }

    /// Takes a name with its namespaces, as in `Hospital::Ward`; stops before `::"`.
    mutating func path(_ expected: String) throws(SyntaxFault) -> Expression.TypeName {
        let start = current.range
        var name = try identifier(expected)
        while isAt(.pathSeparator), following.kind == .identifier {
            advance()
            name += "::" + (try identifier("a name after `::`"))
        }
        return Expression.TypeName(name: name, range: start.through(previousRange))
    }

    /// Runs a parser one level deeper, within the bound on nesting.
    mutating func enter() throws(SyntaxFault) {
        nesting += 1
        guard nesting <= Limits.maximumNesting else {
            throw SyntaxFault(
                current.range, "nested more than \(Limits.maximumNesting) levels deep")
        }
    }

    mutating func leave() { nesting -= 1 }

    /// Skips to behind the next semicolon, or to the end, after a fault.
    mutating func recover() {
        nesting = 0
        while !isAtEnd && !isAt(.semicolon) { advance() }
        advance()
    }

    func unexpected(_ expected: String, suggestion: String? = nil) -> SyntaxFault {
        let found = isAtEnd ? "the end of the file" : "`\(currentText.prefix(60))`"
        return SyntaxFault(
            current.range, "expected \(expected), found \(found)", suggestion: suggestion)
    }
}
