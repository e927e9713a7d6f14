// The smallest pieces of Cedar text.

/// Holds one token and the bytes it covers.
struct Token: Sendable {
    enum Kind: Hashable, Sendable {
        /// A word; the parser decides which words are keywords where.
        case identifier
        /// Digits.
        case number
        /// A string literal, quotes included, not yet unescaped.
        case string
        /// `?principal` or `?resource`, or a slot that does not exist.
        case slot
        case symbol(Symbol)
        case end
    }

    enum Symbol: String, CaseIterable, Sendable {
        case at = "@"
        case dot = "."
        case comma = ","
        case semicolon = ";"
        case pathSeparator = "::"
        case colon = ":"
        case leftParenthesis = "("
        case rightParenthesis = ")"
        case leftBrace = "{"
        case rightBrace = "}"
        case leftBracket = "["
        case rightBracket = "]"
        case equal = "=="
        case notEqual = "!="
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case less = "<"
        case greater = ">"
        case or = "||"
        case and = "&&"
        case plus = "+"
        case minus = "-"
        case times = "*"
        case divide = "/"
        case remainder = "%"
        case not = "!"
        case assign = "="
        case question = "?"
    }

    let kind: Kind
    let range: SourceRange
}
