// The `grpc-timeout` field: at most eight digits and a unit.

/// Reads and writes the time that a gRPC caller gives its call.
public enum GRPCTimeout {
    /// Reads a timeout in nanoseconds; nil when it is not one to eight digits and a unit.
    ///
    /// A timeout beyond the range of `Int64` (292 years) is that many nanoseconds.
    public static func parse(_ text: Span<UInt8>) -> UInt64? {
        guard text.count >= 2, text.count <= 9 else { return nil }
        var number: UInt64 = 0
        for index in 0..<text.count - 1 {
            let digit = text[index] &- 0x30
            guard digit <= 9 else { return nil }
            number = number * 10 + UInt64(digit)
        }
        let unit: UInt64
        switch text[text.count - 1] {
        case UInt8(ascii: "n"): unit = 1
        case UInt8(ascii: "u"): unit = 1_000
        case UInt8(ascii: "m"): unit = 1_000_000
        case UInt8(ascii: "S"): unit = 1_000_000_000
        case UInt8(ascii: "M"): unit = 60_000_000_000
        case UInt8(ascii: "H"): unit = 3_600_000_000_000
        default: return nil
        }
        let (product, overflows) = number.multipliedReportingOverflow(by: unit)
        let longest = UInt64(Int64.max)
        return overflows ? longest : min(product, longest)
    }

    /// Appends a timeout, rounded down where eight digits of a finer unit do not hold it.
    ///
    /// - Parameter milliseconds: a negative number is written as zero.
    public static func write(milliseconds: Int, into output: inout ByteBuffer) {
        let limit = 99_999_999
        var number = max(0, milliseconds)
        var unit = UInt8(ascii: "m")
        if number > limit {
            number /= 1_000
            unit = UInt8(ascii: "S")
        }
        if number > limit {
            number /= 60
            unit = UInt8(ascii: "M")
        }
        if number > limit {
            number = min(number / 60, limit)
            unit = UInt8(ascii: "H")
        }
        output.append(decimal: number)
        output.append(unit)
    }
}
