// Percent-encoding: strict for paths, and as gRPC wants it for `grpc-message`.

/// Decodes and encodes `%HH` (RFC 3986 section 2.1).
public enum PercentEncoding {
    /// Decodes once and appends; false when a `%` is not followed by two hex digits.
    ///
    /// On false, the bytes before the bad escape have been appended.
    public static func decode(_ text: Span<UInt8>, into output: inout ByteBuffer) -> Bool {
        var index = 0
        while index < text.count {
            let byte = text[index]
            guard byte == UInt8(ascii: "%") else {
                output.append(byte)
                index += 1
                continue
            }
            guard let value = escape(in: text, at: index) else { return false }
            output.append(value)
            index += 3
        }
        return true
    }

    /// Appends a `grpc-message`: printable ASCII stays, all else and `%` is escaped.
    public static func encodeGRPCMessage(_ text: Span<UInt8>, into output: inout ByteBuffer) {
        for index in text.indices {
            let byte = text[index]
            if byte >= 0x20 && byte <= 0x7E && byte != UInt8(ascii: "%") {
                output.append(byte)
            } else {
                output.append(UInt8(ascii: "%"))
                output.append(hexDigit(byte >> 4))
                output.append(hexDigit(byte & 15))
            }
        }
    }

    /// Appends a `grpc-message` from a string.
    public static func encodeGRPCMessage(_ text: String, into output: inout ByteBuffer) {
        encodeGRPCMessage(text.utf8Span.span, into: &output)
    }

    /// Decodes a `grpc-message` and appends it.
    ///
    /// A bad escape stays as it is: the gRPC specification forbids dropping a message for it.
    public static func decodeGRPCMessage(_ text: Span<UInt8>, into output: inout ByteBuffer) {
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "%"), let value = escape(in: text, at: index) {
                output.append(value)
                index += 3
            } else {
                output.append(text[index])
                index += 1
            }
        }
    }

    /// The byte that the escape at an index stands for.
    static func escape(in text: Span<UInt8>, at index: Int) -> UInt8? {
        guard index + 2 < text.count, let high = hexValue(text[index + 1]),
            let low = hexValue(text[index + 2])
        else { return nil }
        return high << 4 | low
    }

    /// The value of a hex digit in either case.
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// The upper-case hex digit of a value below 16.
    static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x41 + value - 10
    }
}
