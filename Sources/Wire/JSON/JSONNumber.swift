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

/// What is wrong with the digits of a number.
enum JSONNumberFault: Error {
    case noDigit, leadingZero, noFraction, noExponent, tooLong

    var text: String {
        switch self {
        case .noDigit: "a JSON value is expected here (bare NaN and Infinity are not JSON)"
        case .leadingZero: "a number begins with 0 and goes on"
        case .noFraction: "a number has no digit after its point"
        case .noExponent: "a number has no digit in its exponent"
        case .tooLong: "a number has more than \(JSONNumber.maximumLength) characters"
        }
    }
}

extension JSONReader {
    /// Reads a number of exactly JSON's grammar, at the present byte.
    mutating func number(_ text: Span<UInt8>) throws(InferFault) -> JSONNumber {
        do throws(JSONNumberFault) {
            return try JSONNumber(text, &offset)
        } catch {
            throw fault(error.text)
        }
    }
}

extension JSONNumber {
    /// The longest number in characters.
    static let maximumLength = 512

    /// Reads a number and moves the offset behind it, or to what is wrong.
    @inline(__always)
    init(_ text: Span<UInt8>, _ offset: inout Int) throws(JSONNumberFault) {
        let start = offset
        var index = start
        if index < text.count, text[index] == UInt8(ascii: "-") {
            isNegative = true
            index &+= 1
        }
        let firstDigit = index
        digits = Self.digits(text, &index, after: 0)
        var digitCount = index &- firstDigit
        guard digitCount > 0 else { throw Self.fail(.noDigit, index, &offset) }
        guard digitCount == 1 || text[firstDigit] != 0x30 else {
            throw Self.fail(.leadingZero, index, &offset)
        }
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index &+= 1
            let firstFraction = index
            digits = Self.manyDigits(text, &index, after: digits)
            exponent = firstFraction &- index
            guard exponent < 0 else { throw Self.fail(.noFraction, index, &offset) }
            digitCount &-= exponent
            isInteger = false
        }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            offset = index
            exponent += try Self.exponent(text, &offset)
            index = offset
        }
        isExact = digitCount <= 19
        range = start..<index
        offset = index
        guard index &- start <= Self.maximumLength else { throw .tooLong }
    }

    /// Adds digits to a number, which wraps when it has over 19.
    @inline(__always)
    private static func digits(
        _ text: Span<UInt8>, _ index: inout Int, after first: UInt64
    ) -> UInt64 {
        var digits = first
        while index < text.count {
            let digit = text[index] &- 0x30
            guard digit <= 9 else { break }
            digits = digits &* 10 &+ UInt64(digit)
            index &+= 1
        }
        return digits
    }

    /// The same, eight at a time: without a branch on how many there are, which is hard to predict.
    @inline(__always)
    private static func manyDigits(
        _ text: Span<UInt8>, _ index: inout Int, after first: UInt64
    ) -> UInt64 {
        var digits = first
        while text.count &- index >= 8 {
            let bytes = unsafe text.bytes.unsafeLoadUnaligned(
                fromByteOffset: index, as: UInt64.self)
            let values = UInt64(littleEndian: bytes) ^ 0x3030_3030_3030_3030
            let others = ((values &+ 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080
            let found = others.trailingZeroBitCount / 8
            guard found > 0 else { return digits }
            // Digits that are not there count as zeros in front.
            var pairs = values &<< UInt64(64 &- found &* 8)
            pairs = pairs &* 10 &+ (pairs &>> 8)
            let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
            let high = ((pairs &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
            digits = digits &* powersOfTen.span[found] &+ ((low &+ high) &>> 32)
            index &+= found
            if found < 8 { return digits }
        }
        return Self.digits(text, &index, after: digits)
    }

    private static func fail(
        _ fault: JSONNumberFault, _ index: Int, _ offset: inout Int
    ) -> JSONNumberFault {
        offset = index
        return fault
    }

    /// Reads an exponent; one beyond any float's range is held to that.
    private static func exponent(
        _ text: Span<UInt8>, _ offset: inout Int
    ) throws(JSONNumberFault) -> Int {
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
        guard offset > first else { throw .noExponent }
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
        } else if let quick = quickFloat(format) {
            magnitude = quick
        } else if isExact, exponent <= 27, exponent >= -27 {
            magnitude = DecimalRounding.round(digits, exponent, format)
        } else {
            magnitude = hardCase(format, text)
        }
        guard let magnitude, magnitude < format.infinity else { return nil }
        return isNegative ? magnitude | format.signBit : magnitude
    }

    /// The bits where one division of exact doubles gives them; nil where it may not.
    @inline(__always)
    private func quickFloat(_ format: FloatFormat) -> UInt64? {
        guard isExact, digits < 1 << 53, exponent <= 0, exponent >= -22 else { return nil }
        // Both operands are exact, so the division rounds once.
        let double = Double(digits) / exactPowersOfTen.span[-exponent]
        if format == .fp64 { return double.bitPattern }
        // A second rounding can only differ where the first one landed halfway between two floats.
        guard format == .fp32, double.bitPattern & 0x1FFF_FFFF != 0x1000_0000 else { return nil }
        return UInt64(Float(double).bitPattern)
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

/// The powers of ten for up to eight digits.
private let powersOfTen: [9 of UInt64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
]
