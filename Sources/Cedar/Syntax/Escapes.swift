// Turns the escapes of Cedar strings and patterns into the text they stand for.

/// Reads the inside of string literals.
enum Escapes {
    /// Returns the text of a string literal, given with its quotes.
    static func string(
        _ source: SourceText, _ range: SourceRange
    ) throws(SyntaxFault) -> String {
        var scanner = Scanner(source: source, range: range, isPattern: false)
        var text = String.UnicodeScalarView()
        while let element = try scanner.next() { text.append(element.scalar) }
        return String(text)
    }

    /// Returns the pattern of a string literal: `*` matches anything, `\*` is a star.
    static func pattern(
        _ source: SourceText, _ range: SourceRange
    ) throws(SyntaxFault) -> Pattern {
        var scanner = Scanner(source: source, range: range, isPattern: true)
        var segments: [[UInt8]] = [[]]
        while let element = try scanner.next() {
            // A star written as \x2a or \u{2a} is a wildcard, as in the reference implementation.
            if element.scalar == "*" && !element.isEscapedStar {
                segments.append([])
            } else {
                segments[segments.count - 1] += Array(String(Character(element.scalar)).utf8)
            }
        }
        return Pattern(segments: segments)
    }

    private struct Element {
        let scalar: Unicode.Scalar
        var isEscapedStar = false
    }

    private struct Scanner {
        let source: SourceText
        let isPattern: Bool
        let end: Int
        var index: Int

        init(source: SourceText, range: SourceRange, isPattern: Bool) {
            self.source = source
            self.isPattern = isPattern
            index = range.start + 1
            end = range.end - 1
        }

        mutating func next() throws(SyntaxFault) -> Element? {
            guard index < end else { return nil }
            let first = source.bytes[index]
            if first == UInt8(ascii: "\\") { return try escape() }
            guard first != 0x0D else {
                throw fault(index, index + 1, "a bare carriage return in a string", "write `\\r`")
            }
            let start = index
            index += 1
            while index < end && source.bytes[index] & 0xC0 == 0x80 { index += 1 }
            let text = String(decoding: source.bytes[start..<index], as: UTF8.self)
            return Element(scalar: text.unicodeScalars.first ?? "\u{FFFD}")
        }

        private mutating func escape() throws(SyntaxFault) -> Element {
            let start = index
            let name = source.bytes[index + 1]
            index += 2
            switch name {
            case UInt8(ascii: "n"): return Element(scalar: "\n")
            case UInt8(ascii: "r"): return Element(scalar: "\r")
            case UInt8(ascii: "t"): return Element(scalar: "\t")
            case UInt8(ascii: "0"): return Element(scalar: "\0")
            case UInt8(ascii: "\\"): return Element(scalar: "\\")
            case UInt8(ascii: "'"): return Element(scalar: "'")
            case UInt8(ascii: "\""): return Element(scalar: "\"")
            case UInt8(ascii: "*") where isPattern:
                return Element(scalar: "*", isEscapedStar: true)
            case UInt8(ascii: "x"): return Element(scalar: try hexEscape(from: start))
            case UInt8(ascii: "u"): return Element(scalar: try unicodeEscape(from: start))
            default:
                while index < end && source.bytes[index] & 0xC0 == 0x80 { index += 1 }
                let advice =
                    isPattern
                    ? "the escapes are \\n \\r \\t \\0 \\\\ \\' \\\" \\* \\x41 \\u{41}"
                    : "the escapes are \\n \\r \\t \\0 \\\\ \\' \\\" \\x41 \\u{41}"
                throw fault(start, index, "unknown escape", advice)
            }
        }

        private mutating func hexEscape(from start: Int) throws(SyntaxFault) -> Unicode.Scalar {
            var value: UInt32 = 0
            for _ in 0..<2 {
                guard index < end, let digit = hexDigit(source.bytes[index]) else {
                    throw fault(start, index, "\\x needs two hexadecimal digits", nil)
                }
                value = value << 4 | digit
                index += 1
            }
            guard value <= 0x7F, let scalar = Unicode.Scalar(value) else {
                throw fault(
                    start, index, "\\x reaches only to 7f",
                    "write `\\u{\(String(value, radix: 16))}`")
            }
            return scalar
        }

        private mutating func unicodeEscape(
            from start: Int
        ) throws(SyntaxFault) -> Unicode.Scalar {
            var value: UInt32 = 0
            var digits = 0
            guard index < end, source.bytes[index] == UInt8(ascii: "{") else {
                throw fault(start, index, "\\u needs braces", "write it as in `\\u{e9}`")
            }
            index += 1
            while index < end, source.bytes[index] != UInt8(ascii: "}") {
                let byte = source.bytes[index]
                index += 1
                if byte == UInt8(ascii: "_") && digits > 0 { continue }
                guard let digit = hexDigit(byte), digits < 6 else {
                    throw fault(start, index, "\\u{…} needs one to six hexadecimal digits", nil)
                }
                value = value << 4 | digit
                digits += 1
            }
            guard index < end, digits > 0, let scalar = Unicode.Scalar(value) else {
                throw fault(start, index, "this escape names no Unicode character", nil)
            }
            index += 1
            return scalar
        }

        private func hexDigit(_ byte: UInt8) -> UInt32? {
            Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt32($0) }
        }

        private func fault(
            _ start: Int, _ end: Int, _ message: String, _ suggestion: String?
        ) -> SyntaxFault {
            SyntaxFault(SourceRange(start: start, end: end), message, suggestion: suggestion)
        }
    }
}
