// Rounding a decimal to a binary float exactly once, in integers.

/// Describes a binary float format of IEEE 754's kind.
struct FloatFormat: Equatable {
    /// The significant bits, with the hidden one.
    let precision: Int
    let bias: Int

    static let fp64 = FloatFormat(precision: 53, bias: 1023)
    static let fp32 = FloatFormat(precision: 24, bias: 127)
    static let fp16 = FloatFormat(precision: 11, bias: 15)
    static let bf16 = FloatFormat(precision: 8, bias: 127)

    var isDouble: Bool { precision == 53 }

    /// The bits of positive infinity.
    var infinity: UInt64 { UInt64(2 * bias + 1) << UInt64(precision - 1) }

    var signBit: UInt64 { UInt64(bias + 1) << UInt64(precision) }

    /// The bits of a not-a-number.
    var quietNaN: UInt64 { infinity | 1 << UInt64(precision - 2) }

    /// Rounds significand × 2^exponent, ties to even.
    ///
    /// - Parameters:
    ///   - significand: at least 2⁶³.
    ///   - isSticky: whether the value is a little more than that.
    /// - Returns: the bits, which are those of infinity or above when it overflows.
    func encode(_ significand: UInt64, _ exponent: Int, isSticky: Bool) -> UInt64 {
        let power = exponent + 63
        let isNormal = power >= 1 - bias
        let dropped = 64 - precision + (isNormal ? 0 : 1 - bias - power)
        guard dropped <= 64 else { return 0 }
        guard power <= bias else { return infinity }
        let half = 1 << UInt64(dropped - 1) as UInt64
        let rest = dropped == 64 ? significand : significand & (half << 1 &- 1)
        var kept = dropped == 64 ? 0 : significand >> UInt64(dropped)
        if rest > half || (rest == half && (isSticky || kept & 1 == 1)) { kept += 1 }
        // A carry out of the significand counts the exponent up by itself.
        return isNormal ? UInt64(power + bias - 1) << UInt64(precision - 1) + kept : kept
    }
}

/// Turns digits × 10^exponent into the nearest float.
enum DecimalRounding {
    /// Rounds exactly once.
    ///
    /// - Parameters:
    ///   - digits: not zero.
    ///   - exponent: −27 to 27, where 5 to that power fits 64 bits.
    static func round(_ digits: UInt64, _ exponent: Int, _ format: FloatFormat) -> UInt64 {
        let power = powersOfFive.span[abs(exponent)]
        if exponent >= 0 {
            let product = digits.multipliedFullWidth(by: power)
            guard product.high > 0 else {
                let shift = product.low.leadingZeroBitCount
                return format.encode(
                    product.low << UInt64(shift), exponent - shift, isSticky: false)
            }
            let shift = product.high.leadingZeroBitCount
            let high = product.high << UInt64(shift) | product.low >> UInt64(64 - shift)
            return format.encode(
                high, exponent + 64 - shift, isSticky: product.low << UInt64(shift) != 0)
        }
        let digitShift = digits.leadingZeroBitCount
        let powerShift = power.leadingZeroBitCount
        let dividend = digits << UInt64(digitShift)
        let divisor = power << UInt64(powerShift)
        let scale = powerShift - digitShift + exponent
        if dividend >= divisor {
            let (quotient, rest) = divisor.dividingFullWidth((dividend >> 1, dividend << 63))
            return format.encode(quotient, scale - 63, isSticky: rest != 0)
        }
        let (quotient, rest) = divisor.dividingFullWidth((dividend, 0))
        return format.encode(quotient, scale - 64, isSticky: rest != 0)
    }
}

/// 5⁰ to 5²⁷.
private let powersOfFive: [28 of UInt64] = [
    1, 5, 25, 125, 625, 3_125, 15_625, 78_125, 390_625, 1_953_125, 9_765_625, 48_828_125,
    244_140_625, 1_220_703_125, 6_103_515_625, 30_517_578_125, 152_587_890_625, 762_939_453_125,
    3_814_697_265_625, 19_073_486_328_125, 95_367_431_640_625, 476_837_158_203_125,
    2_384_185_791_015_625, 11_920_928_955_078_125, 59_604_644_775_390_625, 298_023_223_876_953_125,
    1_490_116_119_384_765_625, 7_450_580_596_923_828_125,
]
