// Strict base64url without padding (RFC 4648 §5): one text for each byte string, and no other.

/// Encodes and decodes unpadded base64url.
public enum Base64URL {
    // INVARIANT: exactly the 64 letters of the alphabet have a value under 64.
    private static let values: [256 of UInt8] = {
        var table = [256 of UInt8](repeating: 255)
        for (value, letter) in alphabet.enumerated() { table[Int(letter)] = UInt8(value) }
        return table
    }()
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The number of bytes that a text of this length stands for; `nil` when no text has it.
    public static func decodedByteCount(_ textCount: Int) -> Int? {
        textCount % 4 == 1 ? nil : textCount / 4 * 3 + max(0, textCount % 4 - 1)
    }

    /// Decodes, or gives `nil` for padding, a stray character, an impossible length or unused bits
    /// that are not zero.
    public static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard let count = decodedByteCount(text.count) else { return nil }
        var valid = true
        let bytes = [UInt8](capacity: count) { output in
            valid = decode(text, into: &output)
        }
        return valid ? bytes : nil
    }

    /// Appends the decoded bytes to a span with room for them, or gives false for a text that is
    /// not strict base64url; what was appended until then stays.
    public static func decode(_ text: Span<UInt8>, into output: inout OutputSpan<UInt8>) -> Bool {
        guard text.count % 4 != 1 else { return false }
        var bits: UInt32 = 0
        var bitCount = 0
        for index in text.indices {
            let value = values[Int(text[index])]
            guard value < 64 else { return false }
            bits = (bits << 6 | UInt32(value)) & 0xffff
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                output.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
            }
        }
        return bits & ((1 << UInt32(bitCount)) - 1) == 0
    }

    /// Encodes without padding.
    public static func encode(_ bytes: Span<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var bits: UInt32 = 0
        var bitCount = 0
        for index in bytes.indices {
            bits = (bits << 8 | UInt32(bytes[index])) & 0xffff
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                text.append(alphabet[Int(bits >> UInt32(bitCount) & 63)])
            }
        }
        if bitCount > 0 { text.append(alphabet[Int(bits << UInt32(6 - bitCount) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }
}
