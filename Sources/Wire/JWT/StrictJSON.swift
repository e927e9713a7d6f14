// A small strict JSON reader for tokens and key sets (RFC 8259), whole in memory.

/// A JSON value and where it stands in its text.
struct StrictJSON {
    /// What a value is.
    enum Kind {
        case null
        case bool(Bool)
        case integer(Int64)
        case number(Double)
        case string(String)
        case array([StrictJSON])
        case object([StrictJSONMember])
    }

    let kind: Kind
    let offset: Int
}

/// A named value of a JSON object.
struct StrictJSONMember {
    let name: String
    let offset: Int
    let value: StrictJSON
}

/// Says what is wrong in a JSON text, and at which byte.
struct StrictJSONFault: Error {
    let offset: Int
    let message: String
}

extension StrictJSON {
    /// Reads one value and nothing after it.
    ///
    /// Duplicate members, invalid UTF-8, bare control characters, numbers out of range and nesting
    /// deeper than 16 are refused.
    init(parsing text: Span<UInt8>) throws(StrictJSONFault) {
        guard (try? UTF8Span(validating: text)) != nil else {
            throw StrictJSONFault(offset: 0, message: "the text is not UTF-8")
        }
        var position = 0
        self = try StrictJSONReader.value(text, &position, depth: 0)
        StrictJSONReader.skipSpace(text, &position)
        guard position == text.count else {
            throw StrictJSONFault(offset: position, message: "something follows the JSON value")
        }
    }

    /// The members of an object; `nil` for anything else.
    var members: [StrictJSONMember]? {
        if case .object(let members) = kind { members } else { nil }
    }

    /// The text of a string; `nil` for anything else.
    var string: String? {
        if case .string(let string) = kind { string } else { nil }
    }

    /// The value of a member of an object.
    subscript(name: String) -> StrictJSON? {
        members?.first { $0.name == name }?.value
    }
}

/// The steps of reading, each taking the text and the place in it.
private enum StrictJSONReader {
    static let maximumDepth = 16
    static let maximumNumberBytes = 64

    static func skipSpace(_ text: Span<UInt8>, _ position: inout Int) {
        while position < text.count {
            switch text[position] {
            case 0x20, 0x09, 0x0a, 0x0d: position += 1
            default: return
            }
        }
    }

    static func fault(_ offset: Int, _ message: String) -> StrictJSONFault {
        StrictJSONFault(offset: offset, message: message)
    }

    static func value(
        _ text: Span<UInt8>, _ position: inout Int, depth: Int
    ) throws(StrictJSONFault) -> StrictJSON {
        skipSpace(text, &position)
        guard position < text.count else { throw fault(position, "a JSON value is missing") }
        guard depth <= maximumDepth else {
            throw fault(position, "nested deeper than \(maximumDepth)")
        }
        let start = position
        let kind: StrictJSON.Kind
        switch text[position] {
        case UInt8(ascii: "{"): kind = try object(text, &position, depth: depth)
        case UInt8(ascii: "["): kind = try array(text, &position, depth: depth)
        case UInt8(ascii: "\""): kind = .string(try string(text, &position))
        case UInt8(ascii: "t"): kind = try word(text, &position, "true", .bool(true))
        case UInt8(ascii: "f"): kind = try word(text, &position, "false", .bool(false))
        case UInt8(ascii: "n"): kind = try word(text, &position, "null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            kind = try number(text, &position)
        default: throw fault(position, "this begins no JSON value")
        }
        return StrictJSON(kind: kind, offset: start)
    }

    static func object(
        _ text: Span<UInt8>, _ position: inout Int, depth: Int
    ) throws(StrictJSONFault) -> StrictJSON.Kind {
        position += 1
        var members: [StrictJSONMember] = []
        var names: Set<String> = []
        skipSpace(text, &position)
        if take(text, &position, "}") { return .object([]) }
        while true {
            skipSpace(text, &position)
            let start = position
            guard position < text.count, text[position] == UInt8(ascii: "\"") else {
                throw fault(position, "a member name in double quotes belongs here")
            }
            let name = try string(text, &position)
            guard names.insert(name).inserted else {
                throw fault(start, "the member \"\(name)\" stands twice in one object")
            }
            skipSpace(text, &position)
            guard take(text, &position, ":") else { throw fault(position, "':' belongs here") }
            let value = try value(text, &position, depth: depth + 1)
            members.append(StrictJSONMember(name: name, offset: start, value: value))
            skipSpace(text, &position)
            if take(text, &position, "}") { return .object(members) }
            guard take(text, &position, ",") else {
                throw fault(position, "',' or '}' belongs here")
            }
        }
    }

    static func array(
        _ text: Span<UInt8>, _ position: inout Int, depth: Int
    ) throws(StrictJSONFault) -> StrictJSON.Kind {
        position += 1
        var elements: [StrictJSON] = []
        skipSpace(text, &position)
        if take(text, &position, "]") { return .array([]) }
        while true {
            elements.append(try value(text, &position, depth: depth + 1))
            skipSpace(text, &position)
            if take(text, &position, "]") { return .array(elements) }
            guard take(text, &position, ",") else {
                throw fault(position, "',' or ']' belongs here")
            }
        }
    }

    static func take(
        _ text: Span<UInt8>, _ position: inout Int, _ letter: Unicode.Scalar
    ) -> Bool {
        guard position < text.count, text[position] == UInt8(ascii: letter) else { return false }
        position += 1
        return true
    }

    static func word(
        _ text: Span<UInt8>, _ position: inout Int, _ word: String, _ kind: StrictJSON.Kind
    ) throws(StrictJSONFault) -> StrictJSON.Kind {
        let start = position
        for letter in word.unicodeScalars {
            guard take(text, &position, letter) else { throw fault(start, "expected \(word)") }
        }
        return kind
    }

    static func number(
        _ text: Span<UInt8>, _ position: inout Int
    ) throws(StrictJSONFault) -> StrictJSON.Kind {
        let start = position
        var isInteger = true
        _ = take(text, &position, "-")
        let leading = position
        let whole = digits(text, &position)
        guard whole > 0, whole == 1 || text[leading] != UInt8(ascii: "0") else {
            throw fault(start, "a number begins with one digit, or with one from 1 to 9")
        }
        if take(text, &position, ".") {
            isInteger = false
            guard digits(text, &position) > 0 else { throw fault(position, "a digit belongs here") }
        }
        if take(text, &position, "e") || take(text, &position, "E") {
            isInteger = false
            if !take(text, &position, "+") { _ = take(text, &position, "-") }
            guard digits(text, &position) > 0 else { throw fault(position, "a digit belongs here") }
        }
        guard position - start <= maximumNumberBytes else {
            throw fault(start, "a number longer than \(maximumNumberBytes) characters")
        }
        let literal = copy(text, start..<position)
        if isInteger, let integer = Int64(literal) { return .integer(integer) }
        guard let number = Double(literal), number.isFinite else {
            throw fault(start, "the number is out of range")
        }
        return .number(number)
    }

    static func digits(_ text: Span<UInt8>, _ position: inout Int) -> Int {
        let start = position
        while position < text.count, text[position] &- UInt8(ascii: "0") <= 9 { position += 1 }
        return position - start
    }

    static func string(
        _ text: Span<UInt8>, _ position: inout Int
    ) throws(StrictJSONFault) -> String {
        let opening = position
        position += 1
        var start = position
        var result = ""
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\""):
                result += copy(text, start..<position)
                position += 1
                return result
            case UInt8(ascii: "\\"):
                result += copy(text, start..<position)
                position += 1
                result.unicodeScalars.append(try escape(text, &position))
                start = position
            case 0..<0x20:
                throw fault(position, "a control character stands in a string; write it as \\u00XX")
            default: position += 1
            }
        }
        throw fault(opening, "the string has no end")
    }

    static func escape(
        _ text: Span<UInt8>, _ position: inout Int
    ) throws(StrictJSONFault) -> Unicode.Scalar {
        let start = position - 1
        guard position < text.count else { throw fault(start, "the string has no end") }
        let letter = text[position]
        position += 1
        switch letter {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw fault(start, "no such escape in JSON")
        }
        let high = try hexadecimal(text, &position)
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xdc00, take(text, &position, "\\"), take(text, &position, "u") else {
            throw fault(start, "half of a surrogate pair")
        }
        let low = try hexadecimal(text, &position)
        guard (0xdc00...0xdfff).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xd800) << 10 + (low - 0xdc00))
        else { throw fault(start, "half of a surrogate pair") }
        return scalar
    }

    static func hexadecimal(
        _ text: Span<UInt8>, _ position: inout Int
    ) throws(StrictJSONFault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < text.count,
                let digit = Character(Unicode.Scalar(text[position])).hexDigitValue
            else { throw fault(position, "four hexadecimal digits belong here") }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    // The whole text was found to be UTF-8, and every range begins and ends at an ASCII letter.
    static func copy(_ text: Span<UInt8>, _ range: Range<Int>) -> String {
        guard let piece = try? UTF8Span(validating: text.extracting(range)) else { return "" }
        return String(copying: piece)
    }
}
