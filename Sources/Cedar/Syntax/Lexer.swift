// Cuts Cedar text, policies and schemas alike, into tokens.

/// Produces the tokens of a text; the last one is `.end`.
struct Lexer {
    private let bytes: [UInt8]
    private var index = 0
    private var tokens: [Token] = []

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func tokens(of source: SourceText) throws(SyntaxFault) -> [Token] {
        guard source.bytes.count <= Limits.maximumSourceBytes else {
            throw SyntaxFault(
                SourceRange(start: 0, end: 0),
                "the file is larger than \(Limits.maximumSourceBytes) bytes")
        }
        var lexer = Lexer(source.bytes)
        lexer.tokens.reserveCapacity(source.bytes.count / 4 + 1)
        while try lexer.skipBlanks() { try lexer.scanToken() }
        let end = SourceRange(start: source.bytes.count, end: source.bytes.count)
        lexer.tokens.append(Token(kind: .end, range: end))
        return lexer.tokens
    }

    private func byte(_ offset: Int = 0) -> UInt8? {
        index + offset < bytes.count ? bytes[index + offset] : nil
    }

    /// Skips white space and comments; false at the end of the text.
    private mutating func skipBlanks() throws(SyntaxFault) -> Bool {
        while let next = byte() {
            if next == UInt8(ascii: "/") && byte(1) == UInt8(ascii: "/") {
                while let inComment = byte(), inComment != 0x0A, inComment != 0x0D { index += 1 }
            } else if next == 0x20 || (0x09...0x0D).contains(next) {
                index += 1
            } else if next >= 0x80, let width = wideBlankWidth() {
                index += width
            } else {
                return true
            }
        }
        return false
    }

    /// Measures a blank outside ASCII (Unicode White_Space) at the present position.
    private func wideBlankWidth() -> Int? {
        let third = byte(2) ?? 0
        return switch (byte() ?? 0, byte(1) ?? 0) {
        case (0xC2, 0x85), (0xC2, 0xA0): 2
        case (0xE1, 0x9A) where third == 0x80, (0xE2, 0x81) where third == 0x9F,
            (0xE3, 0x80) where third == 0x80:
            3
        case (0xE2, 0x80) where (0x80...0x8A).contains(third) || third == 0xAF:
            3
        case (0xE2, 0x80) where third == 0xA8 || third == 0xA9: 3
        default: nil
        }
    }

    private mutating func scanToken() throws(SyntaxFault) {
        let start = index
        guard let first = byte() else { return }
        let kind: Token.Kind
        switch first {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "_"):
            skipIdentifier()
            kind = .identifier
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            while let digit = byte(), (0x30...0x39).contains(digit) { index += 1 }
            kind = .number
        case UInt8(ascii: "\""):
            try skipString()
            kind = .string
        case UInt8(ascii: "?") where byte(1).map(Self.startsIdentifier) ?? false:
            index += 1
            skipIdentifier()
            kind = .slot
        default:
            kind = .symbol(try scanSymbol(first))
        }
        tokens.append(Token(kind: kind, range: SourceRange(start: start, end: index)))
    }

    private static func startsIdentifier(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == 0x5F
    }

    private mutating func skipIdentifier() {
        while let next = byte(), Self.startsIdentifier(next) || (0x30...0x39).contains(next) {
            index += 1
        }
    }

    private mutating func skipString() throws(SyntaxFault) {
        let start = index
        index += 1
        while let next = byte() {
            if next == UInt8(ascii: "\"") {
                index += 1
                return
            }
            if next == UInt8(ascii: "\\") {
                guard let escaped = byte(1), escaped != 0x0A else { break }
                index += 1
            }
            index += 1
        }
        throw SyntaxFault(
            SourceRange(start: start, end: start + 1), "this string has no closing quote",
            suggestion: "close it with `\"`; a quote inside a string is written `\\\"`")
    }

    private mutating func scanSymbol(_ first: UInt8) throws(SyntaxFault) -> Token.Symbol {
        if let second = byte(1),
            let symbol = Token.Symbol(
                rawValue: String(decoding: [first, second], as: UTF8.self))
        {
            index += 2
            return symbol
        }
        if let symbol = Token.Symbol(rawValue: String(decoding: [first], as: UTF8.self)) {
            index += 1
            return symbol
        }
        var end = index + 1
        while end < bytes.count && bytes[end] & 0xC0 == 0x80 { end += 1 }
        let text = String(decoding: bytes[index..<end], as: UTF8.self)
        throw SyntaxFault(
            SourceRange(start: index, end: end),
            "`\(text)` does not belong here",
            suggestion: Self.advice[text])
    }

    private static let advice = [
        "&": "the logical and is written `&&`", "|": "the logical or is written `||`",
        "'": "strings are written in double quotes, as in \"digits\"",
        "#": "comments begin with `//`",
        "\u{201C}": "strings are written in straight double quotes",
        "\u{201D}": "strings are written in straight double quotes",
    ]
}
