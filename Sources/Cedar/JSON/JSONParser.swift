// Reads JSON strictly: no duplicate members, no lone surrogates, bounded nesting.

/// Parses a JSON text.
struct JSONParser {
    private let bytes: [UInt8]
    private var index = 0
    private var nesting = 0

    private init(_ source: SourceText) { bytes = source.bytes }

    static func parse(_ source: SourceText) throws(SyntaxFault) -> JSONNode {
        guard source.bytes.count <= Limits.maximumSourceBytes else {
            throw SyntaxFault(
                SourceRange(start: 0, end: 0),
                "the file is larger than \(Limits.maximumSourceBytes) bytes")
        }
        var parser = JSONParser(source)
        let value = try parser.value()
        parser.skipBlanks()
        guard parser.index == parser.bytes.count else {
            throw parser.fault("expected the end of the text")
        }
        return value
    }

    private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func fault(_ message: String, from start: Int? = nil) -> SyntaxFault {
        let end = min(index + 1, bytes.count)
        return SyntaxFault(SourceRange(start: start ?? min(index, end), end: end), message)
    }

    private mutating func skipBlanks() {
        while let next = byte, next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 {
            index += 1
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard let next = byte, UInt32(next) == character.value else { return false }
        index += 1
        return true
    }

    private mutating func value() throws(SyntaxFault) -> JSONNode {
        skipBlanks()
        let start = index
        let kind: JSONNode.Kind
        switch byte {
        case UInt8(ascii: "{"): kind = .object(try members())
        case UInt8(ascii: "["): kind = .array(try elements())
        case UInt8(ascii: "\""): kind = .string(try string())
        case .some(let next) where next == UInt8(ascii: "-") || (0x30...0x39).contains(next):
            kind = try number()
        default: kind = try word()
        }
        return JSONNode(kind: kind, range: SourceRange(start: start, end: index))
    }

    private mutating func word() throws(SyntaxFault) -> JSONNode.Kind {
        let words: [(StaticString, JSONNode.Kind)] = [
            ("true", .bool(true)), ("false", .bool(false)), ("null", .null),
        ]
        for (word, kind) in words {
            let text = Array(word.description.utf8)
            if bytes[index...].starts(with: text) {
                index += text.count
                return kind
            }
        }
        throw fault("expected a JSON value")
    }

    private mutating func enter() throws(SyntaxFault) {
        index += 1
        nesting += 1
        guard nesting <= Limits.maximumNesting else {
            throw fault("nested more than \(Limits.maximumNesting) levels deep")
        }
    }

    private mutating func members() throws(SyntaxFault) -> [JSONNode.Member] {
        try enter()
        defer { nesting -= 1 }
        var members: [JSONNode.Member] = []
        var names: Set<Key> = []
        if take("}") { return members }
        repeat {
            skipBlanks()
            let start = index
            guard byte == UInt8(ascii: "\"") else { throw fault("expected a member's name") }
            let name = try string()
            guard names.insert(Key(name)).inserted else {
                throw fault("member `\(name)` stands twice", from: start)
            }
            let range = SourceRange(start: start, end: index)
            guard take(":") else { throw fault("expected `:`") }
            members.append(JSONNode.Member(name: name, nameRange: range, value: try value()))
        } while take(",")
        guard take("}") else { throw fault("expected `,` or `}`") }
        return members
    }

    private mutating func elements() throws(SyntaxFault) -> [JSONNode] {
        try enter()
        defer { nesting -= 1 }
        var elements: [JSONNode] = []
        if take("]") { return elements }
        repeat { elements.append(try value()) } while take(",")
        guard take("]") else { throw fault("expected `,` or `]`") }
        return elements
    }

    private mutating func number() throws(SyntaxFault) -> JSONNode.Kind {
        let start = index
        while let next = byte,
            (0x30...0x39).contains(next) || next == 0x2B || next == 0x2D || next == 0x2E
                || next | 0x20 == UInt8(ascii: "e")
        {
            index += 1
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard let first = digits.first, first.isNumber,
            digits.count == 1 || first != "0" || !(digits.dropFirst().first?.isNumber ?? false)
        else { throw fault("malformed number", from: start) }
        if let value = Int64(text) { return .integer(value) }
        guard Double(text) != nil else { throw fault("malformed number", from: start) }
        return .number
    }

    private mutating func string() throws(SyntaxFault) -> String {
        let start = index
        index += 1
        var text: [UInt8] = []
        while let next = byte {
            index += 1
            switch next {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += Array(String(Character(try escape())).utf8)
            case 0..<0x20: throw fault("a control character in a string", from: start)
            default: text.append(next)
            }
        }
        throw fault("this string has no closing quote", from: start)
    }

    private mutating func escape() throws(SyntaxFault) -> Unicode.Scalar {
        let name = byte
        index += 1
        switch name {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw fault("unknown escape", from: index - 2)
        }
    }

    private mutating func unicodeEscape() throws(SyntaxFault) -> Unicode.Scalar {
        let start = index - 2
        var value = try hexDigits()
        if (0xD800..<0xDC00).contains(value), bytes[index...].starts(with: [0x5C, 0x75]) {
            index += 2
            let low = try hexDigits()
            guard (0xDC00..<0xE000).contains(low) else {
                throw fault("half a surrogate pair", from: start)
            }
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw fault("half a surrogate pair", from: start)
        }
        return scalar
    }

    private mutating func hexDigits() throws(SyntaxFault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let next = byte, let digit = Character(Unicode.Scalar(next)).hexDigitValue else {
                throw fault("\\u needs four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }
}
