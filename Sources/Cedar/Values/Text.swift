// Cedar's text equality: Cedar compares scalars, Swift's `==` compares canonical equivalence.

extension String {
    /// Says whether both strings consist of the same bytes.
    func hasSameBytes(as other: String) -> Bool {
        guard self == other else { return false }
        let left = utf8Span
        let right = other.utf8Span
        if left.isKnownASCII && right.isKnownASCII { return true }
        return utf8.elementsEqual(other.utf8)
    }

    /// Orders strings by their bytes.
    func bytesPrecede(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }

    /// Feeds the bytes to a hasher.
    func hashBytes(into hasher: inout Hasher) {
        for byte in utf8 { hasher.combine(byte) }
        hasher.combine(UInt8(0xFF))
    }

    /// Writes the string as a Cedar literal, with quotes and escapes.
    var cedarLiteral: String {
        var text = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\0": text += "\\0"
            case _
            where scalar.properties.generalCategory == .control
                || scalar.properties.generalCategory == .format:
                text += "\\u{\(String(scalar.value, radix: 16))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
