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

    /// Appends a bfloat16 in few digits that read back as it.
    static func bfloat16(_ bits: UInt16, into output: inout ByteBuffer) {
        let number = Float(bitPattern: UInt32(bits) << 16)
        var offset = 0
        let text = number.magnitude.description
        guard number.isFinite, number != 0,
            let exact = try? JSONNumber(text.utf8Span.span, &offset)
        else { return float(number, into: &output) }
        // The digits of the float are shortened from their end for as long as they read back.
        var shortest = Double(number.magnitude)
        var step: UInt64 = 1
        for dropped in 1...8 where exact.digits / step >= 10 {
            step *= 10
            let digits = Int((exact.digits + step / 2) / step)
            guard let candidate = decimal(digits, exact.exponent + dropped, asOf: bits & 0x7FFF)
            else { continue }
            shortest = candidate
        }
        double(number < 0 ? -shortest : shortest, into: &output)
    }

    /// The double nearest to a decimal, if the decimal reads as a bfloat16 of these bits.
    private static func decimal(_ digits: Int, _ exponent: Int, asOf bits: UInt16) -> Double? {
        var text = ByteBuffer()
        text.append(decimal: digits)
        text.append("e")
        text.append(decimal: exponent)
        var offset = 0
        guard let number = try? JSONNumber(text.readable, &offset),
            number.float(.bf16, text.readable) == UInt64(bits)
        else { return nil }
        return number.float(.fp64, text.readable).map { Double(bitPattern: $0) }
    }

    /// Appends what JSON numbers cannot say, as one of three strings.
    private static func notFinite(
        isNaN: Bool, isNegative: Bool, into output: inout ByteBuffer
    ) {
        output.append(isNaN ? "\"NaN\"" : isNegative ? "\"-Infinity\"" : "\"Infinity\"")
    }
}
