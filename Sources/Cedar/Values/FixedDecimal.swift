// Cedar's decimal: a fixed-point number with four digits after the point.

/// Holds a number from -922337203685477.5808 to 922337203685477.5807, exactly.
public struct FixedDecimal: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Holds the number times 10,000.
    public let tenThousandths: Int64

    /// Creates a number from its ten-thousandths.
    public init(tenThousandths: Int64) { self.tenThousandths = tenThousandths }

    /// Reads `-?[0-9]+\.[0-9]{1,4}`; anything else, or out of range, is nil.
    public init?(parsing text: String) {
        var digits = text.utf8[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits = digits.dropFirst() }
        guard let point = digits.firstIndex(of: UInt8(ascii: ".")) else { return nil }
        let whole = digits[..<point]
        let fraction = digits[digits.index(after: point)...]
        guard !whole.isEmpty, (1...4).contains(fraction.count) else { return nil }
        var value: Int64 = 0
        let padding = repeatElement(UInt8(ascii: "0"), count: 4 - fraction.count)
        for digit in Array(whole) + Array(fraction) + Array(padding) {
            guard (0x30...0x39).contains(digit) else { return nil }
            // Counting downwards reaches the most negative number.
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, second) = product.subtractingReportingOverflow(Int64(digit) - 0x30)
            guard !overflow, !second else { return nil }
            value = sum
        }
        if isNegative {
            tenThousandths = value
        } else {
            guard value != .min else { return nil }
            tenThousandths = -value
        }
    }

    /// Orders by size.
    public static func < (left: FixedDecimal, right: FixedDecimal) -> Bool {
        left.tenThousandths < right.tenThousandths
    }

    /// Writes the number with one to four digits after the point.
    public var description: String {
        let magnitude = tenThousandths.magnitude
        var fraction = String(magnitude % 10_000 + 10_000).dropFirst()
        while fraction.count > 1 && fraction.last == "0" { fraction = fraction.dropLast() }
        return (tenThousandths < 0 ? "-" : "") + "\(magnitude / 10_000).\(fraction)"
    }
}
