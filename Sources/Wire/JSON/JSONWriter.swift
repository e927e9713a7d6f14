// Writing JSON: strings with the escapes they need, numbers that read back as themselves.

/// Appends JSON to a buffer.
public enum JSONWriter {
    /// Appends `{"error": message, "code": code}`, the body of every REST refusal.
    public static func writeError(
        _ message: String, code: StaticString, into output: inout ByteBuffer
    ) {
        output.append("{\"error\":")
        string(message.utf8Span.span, into: &output)
        output.append(",\"code\":\"")
        output.append(code)
        output.append("\"}")
    }

    /// Appends a string in quotes.
    ///
    /// - Parameter text: UTF-8, which the caller has checked.
    public static func string(_ text: Span<UInt8>, into output: inout ByteBuffer) {
        output.append(UInt8(ascii: "\""))
        var start = 0
        for index in text.indices {
            let byte = text[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
                continue
            }
            output.append(text.extracting(start..<index))
            start = index + 1
            escape(byte, into: &output)
        }
        output.append(text.extracting(start..<text.count))
        output.append(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8, into output: inout ByteBuffer) {
        switch byte {
        case UInt8(ascii: "\""): output.append("\\\"")
        case UInt8(ascii: "\\"): output.append("\\\\")
        case 0x0A: output.append("\\n")
        case 0x0D: output.append("\\r")
        case 0x09: output.append("\\t")
        default:
            output.append("\\u00")
            output.append(PercentEncoding.hexDigit(byte >> 4))
            output.append(PercentEncoding.hexDigit(byte & 15))
        }
    }

    /// Appends a string in quotes; not for the request path.
    public static func string(_ text: String, into output: inout ByteBuffer) {
        string(text.utf8Span.span, into: &output)
    }

    /// Appends `true` or `false`.
    public static func bool(_ flag: Bool, into output: inout ByteBuffer) {
        output.append(flag ? "true" : "false")
    }

    /// Appends an unsigned integer.
    public static func unsigned(_ number: UInt64, into output: inout ByteBuffer) {
        guard number > UInt64(Int.max) else { return output.append(decimal: Int(number)) }
        output.append(decimal: Int(number / 10))
        output.append(decimal: Int(number % 10))
    }

    /// Appends a double in the fewest digits that read back as it.
    public static func double(_ number: Double, into output: inout ByteBuffer) {
        guard number.isFinite else {
            return notFinite(isNaN: number.isNaN, isNegative: number < 0, into: &output)
        }
        output.append(utf8: number.description)
    }

    /// Appends a float in the fewest digits that read back as it.
    public static func float(_ number: Float, into output: inout ByteBuffer) {
        guard number.isFinite else {
            return notFinite(isNaN: number.isNaN, isNegative: number < 0, into: &output)
        }
        // At most 15 characters, which a string holds without allocating.
        output.append(utf8: number.description)
    }

    /// Appends a 16-bit float in the fewest digits that read back as it.
    static func float16(_ bits: UInt16, into output: inout ByteBuffer) {
        let number = Float16(bitPattern: bits)
        guard number.isFinite else {
            return notFinite(isNaN: number.isNaN, isNegative: number < 0, into: &output)
        }
        output.append(utf8: number.description)
    }

    /// Appends a bfloat16 in digits that read back as it: those of the same value as a float.
    static func bfloat16(_ bits: UInt16, into output: inout ByteBuffer) {
        float(Float(bitPattern: UInt32(bits) << 16), into: &output)
    }

    /// Appends what JSON numbers cannot say, as one of three strings.
    private static func notFinite(
        isNaN: Bool, isNegative: Bool, into output: inout ByteBuffer
    ) {
        output.append(isNaN ? "\"NaN\"" : isNegative ? "\"-Infinity\"" : "\"Infinity\"")
    }
}
