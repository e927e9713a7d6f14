// A JSON number as its digits say it, and what it is as an integer or a float.

internal import Glibc

/// Holds a number as ±digits × 10^exponent, before it becomes any type.
struct JSONNumber {
    var digits: UInt64 = 0
    var exponent = 0
    var isNegative = false
    /// Whether it is written without a fraction and an exponent.
    var isInteger = true
    /// Whether `digits` and `exponent` hold it exactly; else only `range` does.
    var isExact = true
    /// Where it stands in the text.
    var range = 0..<0
}

extension JSONReader {
    /// The longest number in characters.
    static let maximumNumberLength = 512

    /// Reads a number of exactly JSON's grammar, at the present byte.
    mutating func number(_ text: Span<UInt8>) throws(InferFault) -> JSONNumber {
        var number = JSONNumber()
        let start = offset
        var index = start
        if index < text.count, text[index] == UInt8(ascii: "-") {
            number.isNegative = true
            index += 1
        }
        let firstDigit = index
        var digits: UInt64 = 0
        while index < text.count, text[index] &- 0x30 <= 9 {
            digits = digits &* 10 &+ UInt64(text[index] &- 0x30)
            index += 1
        }
        var digitCount = index - firstDigit
        guard digitCount > 0, digitCount == 1 || text[firstDigit] != 0x30 else {
            offset = index
            throw fault(
                digitCount == 0
                    ? "a JSON value is expected here (bare NaN and Infinity are not JSON)"
                    : "a number begins with 0 and goes on")
        }
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            let firstFraction = index
            while index < text.count, text[index] &- 0x30 <= 9 {
                digits = digits &* 10 &+ UInt64(text[index] &- 0x30)
                index += 1
            }
            number.exponent = firstFraction - index
            guard number.exponent < 0 else {
                offset = index
                throw fault("a number has no digit after its point")
            }
            digitCount -= number.exponent
            number.isInteger = false
        }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            number.isInteger = false
            offset = index
            number.exponent += try exponent(text)
            index = offset
        }
        number.digits = digits
        number.isExact = digitCount <= 19
        number.range = start..<index
        offset = index
        guard index - start <= Self.maximumNumberLength else {
            throw fault("a number has more than \(Self.maximumNumberLength) characters")
        }
        return number
    }

    /// Reads an exponent; one beyond any float's range is held to that.
    private mutating func exponent(_ text: Span<UInt8>) throws(InferFault) -> Int {
        offset += 1
        var isNegative = false
        if offset < text.count, text[offset] == UInt8(ascii: "-") || text[offset] == 0x2B {
            isNegative = text[offset] == UInt8(ascii: "-")
            offset += 1
        }
        let first = offset
        var exponent = 0
        while offset < text.count, text[offset] &- 0x30 <= 9 {
            exponent = min(exponent * 10 + Int(text[offset] &- 0x30), 1_000_000)
            offset += 1
        }
        guard offset > first else { throw fault("a number has no digit in its exponent") }
        return isNegative ? -exponent : exponent
    }
}

extension JSONNumber {
    /// The number as an integer of 64 bits; nil when it is not written as one or does not fit.
    func signed() -> Int64? {
        guard isInteger, isExact else { return nil }
        if !isNegative { return Int64(exactly: digits) }
        return digits <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- digits) : nil
    }

    /// The same for an unsigned integer, which may have 20 digits.
    func unsigned(_ text: Span<UInt8>) -> UInt64? {
        guard isInteger, !isNegative || digits == 0 else { return nil }
        if isExact { return digits }
        guard range.count == 20 else { return nil }
        var value: UInt64 = 0
        for index in range {
            let (product, high) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(text[index] &- 0x30))
            guard !high, !carry else { return nil }
            value = sum
        }
        return value
    }

    /// The bits of the nearest float of a format, ties to even; nil when that is infinite.
    func float(_ format: FloatFormat, _ text: Span<UInt8>) -> UInt64? {
        let magnitude: UInt64?
        if isExact && digits == 0 {
            magnitude = 0
        } else if isExact, digits < 1 << 53, exponent <= 0, exponent >= -22, format.isDouble {
            // Both operands are exact, so the division rounds once.
            magnitude = (Double(digits) / exactPowersOfTen[-exponent]).bitPattern
        } else if isExact, exponent <= 27, exponent >= -27 {
            magnitude = DecimalRounding.round(digits, exponent, format)
        } else {
            magnitude = hardCase(format, text)
        }
        guard let magnitude, magnitude < format.infinity else { return nil }
        return isNegative ? magnitude | format.signBit : magnitude
    }

    /// Asks the C library, for numbers of more digits or larger exponents than are exact above.
    private func hardCase(_ format: FloatFormat, _ text: Span<UInt8>) -> UInt64? {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: range.count + 1) { room in
            for index in range {
                unsafe room[index - range.lowerBound] = CChar(truncatingIfNeeded: text[index])
            }
            unsafe room[range.count] = 0
            guard let start = room.baseAddress else { return nil }
            if format == .fp32 { return UInt64(unsafe strtof(start, nil).magnitude.bitPattern) }
            let value = unsafe strtod(start, nil).magnitude
            guard value.isFinite else { return nil }
            guard format != .fp64 else { return value.bitPattern }
            guard value >= .leastNormalMagnitude else { return 0 }
            let significand = (value.significandBitPattern | 1 << 52) << 11
            return format.encode(significand, Int(value.exponent) - 63, isSticky: false)
        }
    }
}

/// The powers of ten that a double holds exactly.
private let exactPowersOfTen: [23 of Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]
