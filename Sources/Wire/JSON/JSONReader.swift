// A strict pull reader of JSON (RFC 8259) that keeps nothing but its place.

/// A string of a JSON text, without its quotes and still escaped.
struct JSONString {
    let range: Range<Int>
    let isEscaped: Bool
}

/// Reads a JSON text of well-formed UTF-8 from front to back.
///
/// The text is passed to every call, so that a reader can live anywhere; it is always the same
/// text. Duplicate members, depth over 16 and anything outside the grammar are refused.
struct JSONReader {
    static let maximumDepth = 16
    static let maximumMembers = 256

    /// The next byte to read.
    var offset = 0
    private var depth = 0
    // INVARIANT: the names of the open objects, as hashes; `firstName` tells where each begins.
    private var names: [UInt64] = []
    private var firstName = [17 of Int](repeating: 0)

    /// A place to come back to.
    struct Mark {
        fileprivate let offset: Int
        fileprivate let depth: Int
    }

    /// The present place.
    var mark: Mark { Mark(offset: offset, depth: depth) }

    /// Makes a reader at the start of a text.
    init() {}

    /// Makes a reader that reads one value again, at a place before which all was read.
    init(resumingAt mark: Mark) {
        offset = mark.offset
        depth = mark.depth
    }

    // MARK: Structure

    /// The next byte that is not white space, left unread.
    mutating func peek(_ text: Span<UInt8>) throws(InferFault) -> UInt8 {
        while offset < text.count {
            let byte = text[offset]
            switch byte {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            default: return byte
            }
        }
        throw fault("it ends too early")
    }

    /// Reads one structural character.
    mutating func expect(
        _ byte: UInt8, _ text: Span<UInt8>, _ what: StaticString
    ) throws(InferFault) {
        guard try peek(text) == byte else { throw fault("\(what) is expected here") }
        offset += 1
    }

    /// Reads `{` or `[`.
    mutating func open(
        _ byte: UInt8, _ text: Span<UInt8>, _ what: StaticString
    ) throws(InferFault) {
        try expect(byte, text, what)
        guard depth < Self.maximumDepth else {
            throw fault("it is nested deeper than \(Self.maximumDepth)")
        }
        depth += 1
        firstName[depth] = names.count
    }

    /// Reads `}` or `]` where it stands; false where another element follows.
    ///
    /// - Parameter isFirst: whether nothing of this object or array has been read yet.
    mutating func closes(
        _ byte: UInt8, _ text: Span<UInt8>, isFirst: Bool
    ) throws(InferFault) -> Bool {
        let next = try peek(text)
        if next == byte {
            offset += 1
            if names.count > firstName[depth] { names.removeSubrange(firstName[depth]...) }
            depth -= 1
            return true
        }
        guard !isFirst else { return false }
        guard next == UInt8(ascii: ",") else { throw fault("a comma or an end is expected here") }
        offset += 1
        return false
    }

    /// Reads the next member's name and colon; nil at the end of the object.
    mutating func member(
        _ text: Span<UInt8>, isFirst: Bool
    ) throws(InferFault) -> JSONString? {
        guard try !closes(UInt8(ascii: "}"), text, isFirst: isFirst) else { return nil }
        let name = try string(text, "a member's name in quotes")
        let hash = Self.hash(name, text)
        let siblings = names.count - firstName[depth]
        guard siblings < Self.maximumMembers else {
            throw fault("an object has more than \(Self.maximumMembers) members")
        }
        // INVARIANT: equal names have equal hashes, so no duplicate passes; two names that share a
        // 64-bit hash by chance would be refused, never mistaken.
        for index in firstName[depth]..<names.count where names[index] == hash {
            throw fault("member \(InferFault.quote(text.extracting(name.range))) is given twice")
        }
        names.append(hash)
        try expect(UInt8(ascii: ":"), text, "a colon")
        return name
    }

    /// Checks that nothing but white space is left.
    mutating func finish(_ text: Span<UInt8>) throws(InferFault) {
        while offset < text.count {
            guard [0x20, 0x0A, 0x0D, 0x09].contains(text[offset]) else {
                throw fault("something follows the JSON value")
            }
            offset += 1
        }
    }

    // MARK: Values

    /// Reads a string.
    mutating func string(
        _ text: Span<UInt8>, _ what: StaticString
    ) throws(InferFault) -> JSONString {
        try expect(UInt8(ascii: "\""), text, what)
        let start = offset
        var isEscaped = false
        while offset < text.count {
            let byte = text[offset]
            if byte == UInt8(ascii: "\"") {
                offset += 1
                return JSONString(range: start..<offset - 1, isEscaped: isEscaped)
            }
            guard byte >= 0x20 else {
                throw fault("a control character is in a string: write it as \\u00XX")
            }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                _ = try JSONEscape.read(text, &offset)
            } else {
                offset += 1
            }
        }
        throw fault("a string has no end")
    }

    /// Reads one of the three words.
    mutating func word(_ word: StaticString, _ text: Span<UInt8>) throws(InferFault) {
        let rest = text.extracting(offset..<text.count)
        guard rest.starts(with: word) else {
            throw fault("a JSON value is expected here (bare NaN and Infinity are not JSON)")
        }
        offset += word.utf8CodeUnitCount
    }

    /// Reads any value and forgets it.
    mutating func skip(_ text: Span<UInt8>) throws(InferFault) {
        switch try peek(text) {
        case UInt8(ascii: "{"):
            try open(UInt8(ascii: "{"), text, "an object")
            var isFirst = true
            while try member(text, isFirst: isFirst) != nil {
                isFirst = false
                try skip(text)
            }
        case UInt8(ascii: "["):
            try open(UInt8(ascii: "["), text, "an array")
            var isFirst = true
            while try !closes(UInt8(ascii: "]"), text, isFirst: isFirst) {
                isFirst = false
                try skip(text)
            }
        case UInt8(ascii: "\""): _ = try string(text, "a string")
        case UInt8(ascii: "t"): try word("true", text)
        case UInt8(ascii: "f"): try word("false", text)
        case UInt8(ascii: "n"): try word("null", text)
        default: _ = try number(text)
        }
    }

    /// Whether a string's meaning is that of a literal without escapes.
    static func equals(_ string: JSONString, _ literal: StaticString, _ text: Span<UInt8>) -> Bool {
        guard string.isEscaped else { return text.extracting(string.range).equals(literal) }
        var decoded = ByteBuffer()
        append(string, text, to: &decoded)
        return decoded.readable.equals(literal)
    }

    /// Appends a string's meaning as UTF-8.
    static func append(_ string: JSONString, _ text: Span<UInt8>, to output: inout ByteBuffer) {
        guard string.isEscaped else { return output.append(text.extracting(string.range)) }
        var index = string.range.lowerBound
        while index < string.range.upperBound {
            if text[index] == UInt8(ascii: "\\"), let scalar = try? JSONEscape.read(text, &index) {
                for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                    output.append(unit)
                }
            } else {
                output.append(text[index])
                index += 1
            }
        }
    }

    private static func hash(_ name: JSONString, _ text: Span<UInt8>) -> UInt64 {
        guard name.isEscaped else { return hash(text.extracting(name.range)) }
        var decoded = ByteBuffer()
        append(name, text, to: &decoded)
        return hash(decoded.readable)
    }

    private static func hash(_ bytes: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
        for index in bytes.indices {
            let (high, low) = (hash ^ UInt64(bytes[index]))
                .multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
            hash = high ^ low ^ 0xE703_7ED1_A0B4_28DB
        }
        return hash
    }

    /// A fault at the present place.
    func fault(_ what: String) -> InferFault {
        InferFault("the JSON body is wrong at byte \(offset): \(what)")
    }
}

/// The escapes of JSON strings.
enum JSONEscape {
    /// Reads one escape, or a pair of surrogates, and moves past it.
    static func read(
        _ text: Span<UInt8>, _ offset: inout Int
    ) throws(InferFault) -> Unicode.Scalar {
        let start = offset
        guard offset + 1 < text.count else { throw bad(start) }
        let letter = text[offset + 1]
        offset += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw bad(start)
        }
        let first = try unit(text, &offset)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, offset + 1 < text.count, text[offset] == UInt8(ascii: "\\"),
            text[offset + 1] == UInt8(ascii: "u")
        else { throw bad(start) }
        offset += 2
        let second = try unit(text, &offset)
        guard second >= 0xDC00, second <= 0xDFFF,
            let scalar = Unicode.Scalar(
                0x1_0000 + (UInt32(first - 0xD800) << 10) + UInt32(second - 0xDC00))
        else { throw bad(start) }
        return scalar
    }

    private static func unit(
        _ text: Span<UInt8>, _ offset: inout Int
    ) throws(InferFault) -> UInt16 {
        guard offset + 4 <= text.count else { throw bad(offset) }
        var unit: UInt16 = 0
        for index in offset..<offset + 4 {
            guard let digit = PercentEncoding.hexValue(text[index]) else { throw bad(offset) }
            unit = unit << 4 | UInt16(digit)
        }
        offset += 4
        return unit
    }

    private static func bad(_ offset: Int) -> InferFault {
        InferFault(
            "the JSON body is wrong at byte \(offset): the escape is not one of JSON, or half a "
                + "surrogate pair")
    }
}
