// The identifier of one decision: a UUID version 7.

/// Names one decision in answers, audit records and traces (RFC 9562 §5.7).
public struct DecisionID: Hashable, Sendable, CustomStringConvertible {
    /// The first eight bytes.
    public let high: UInt64
    /// The last eight bytes.
    public let low: UInt64

    /// Makes an identifier from the wall clock and two random words.
    public init(unixMilliseconds: Int64, random first: UInt64, _ second: UInt64) {
        let time = UInt64(truncatingIfNeeded: unixMilliseconds) & 0xffff_ffff_ffff
        high = time << 16 | 0x7000 | (first & 0x0fff)
        low = 0x8000_0000_0000_0000 | (second & 0x3fff_ffff_ffff_ffff)
    }

    /// How many bytes `write(into:)` appends.
    public static let textBytes = 36

    /// Appends the 36 ASCII bytes of the usual form, without allocating.
    public func write(into output: inout OutputSpan<UInt8>) {
        for index in 0..<16 {
            if index == 4 || index == 6 || index == 8 || index == 10 {
                output.append(UInt8(ascii: "-"))
            }
            let word = index < 8 ? high : low
            let byte = UInt8(truncatingIfNeeded: word >> UInt64((7 - (index & 7)) * 8))
            output.append(Self.digit(byte >> 4))
            output.append(Self.digit(byte & 15))
        }
    }

    /// The usual form, in lower-case hexadecimal.
    public var description: String {
        let bytes = [UInt8](capacity: Self.textBytes) { output in write(into: &output) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
}
