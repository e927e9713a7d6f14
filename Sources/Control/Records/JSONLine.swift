// Builds one JSON object on one line, byte by byte, for logs that are written by the million.

/// A JSON object in the making; a member without a value is left out.
struct JSONLine {
    private(set) var bytes: [UInt8]
    private var isEmpty = true

    /// Starts an object with room for a usual line.
    init() {
        bytes = []
        bytes.reserveCapacity(1_024)
        bytes.append(UInt8(ascii: "{"))
    }

    /// Ends the object and its line, and gives its bytes.
    consuming func finish() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    /// Adds a text.
    mutating func add(_ name: String, _ text: String?) {
        guard let text else { return }
        begin(name)
        quote(text)
    }

    /// Adds a whole number.
    mutating func add(_ name: String, _ number: Int?) {
        guard let number else { return }
        begin(name)
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = number.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// Adds bytes that need no escape, as a text.
    mutating func add(_ name: String, plain text: [UInt8]) {
        begin(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: text)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds a list of texts; an empty one is left out.
    mutating func add(_ name: String, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        begin(name)
        bytes.append(UInt8(ascii: "["))
        for (index, text) in texts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            quote(text)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func begin(_ name: String) {
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        isEmpty = false
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private static func needsEscape(_ text: String) -> Bool {
        let bytes = text.utf8Span.span
        for index in bytes.indices where needsEscape(bytes[index]) { return true }
        return false
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7f
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        guard Self.needsEscape(text) else {
            bytes.append(contentsOf: text.utf8)
            bytes.append(UInt8(ascii: "\""))
            return
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20, 0x7f:
                let digits = Array("0123456789abcdef".utf8)
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
