// A SHA-256 value: 32 bytes that compare and hash without touching the heap.

/// A 256-bit digest.
public struct Digest256: Hashable, Sendable, CustomStringConvertible {
    // The bytes in memory order, eight to a word, the first byte lowest.
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// The number of bytes in a digest.
    public static let byteCount = 32

    /// Makes a digest of exactly 32 bytes; `nil` for any other count.
    public init?(bytes: Span<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init { bytes[$0] }
    }

    /// Makes a digest of exactly 32 bytes; `nil` for any other count.
    public init?(bytes: [UInt8]) {
        self.init(bytes: bytes.span)
    }

    init(_ byte: (Int) -> UInt8) {
        func word(_ start: Int) -> UInt64 {
            var value: UInt64 = 0
            for index in 0..<8 { value |= UInt64(byte(start + index)) << UInt64(8 * index) }
            return value
        }
        first = word(0)
        second = word(8)
        third = word(16)
        fourth = word(24)
    }

    /// The byte at a position from 0 to 31.
    public subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < Self.byteCount)
        let word =
            switch index >> 3 {
            case 0: first
            case 1: second
            case 2: third
            default: fourth
            }
        return UInt8(truncatingIfNeeded: word >> UInt64(8 * (index & 7)))
    }

    /// Appends the 32 bytes; the span must have room for them.
    public func append(to output: inout OutputSpan<UInt8>) {
        for index in 0..<Self.byteCount { output.append(self[index]) }
    }

    /// Compares without telling by its duration where two digests differ.
    public func equalsInConstantTime(_ other: Digest256) -> Bool {
        (first ^ other.first) | (second ^ other.second) | (third ^ other.third)
            | (fourth ^ other.fourth) == 0
    }

    /// The first eight bytes as a number, for tables keyed by a part of the digest.
    public var prefix: UInt64 { first }

    /// The 32 bytes.
    public var bytes: [UInt8] { (0..<Self.byteCount).map { self[$0] } }

    /// Sixty-four lower-case hexadecimal digits.
    public var hex: String { Hexadecimal.encode(bytes) }

    /// Forty-three characters of unpadded base64url.
    public var base64url: String { Base64URL.encode(bytes.span) }

    /// The digest in hexadecimal.
    public var description: String { hex }
}

/// Writes bytes as lower-case hexadecimal.
public enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Encodes bytes, two digits each.
    public static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
