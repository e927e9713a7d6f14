// Numbers of JSON against what the standard library makes of the same digits.

import Testing

@testable import Wire

struct JSONNumberTests {
    private func number(_ text: String) throws -> (JSONNumber, [UInt8]) {
        var reader = JSONReader()
        let source = bytes(text)
        let number = try reader.number(source.span)
        #expect(reader.offset == source.count)
        return (number, source)
    }

    private func expectSame(_ text: String) throws {
        let (number, source) = try number(text)
        let double = Double(text) ?? .nan
        #expect(
            number.float(.fp64, source.span) == (double.isFinite ? double.bitPattern : nil),
            "\(text)")
        let float = Float(text) ?? .nan
        let expected = float.isFinite ? UInt64(float.bitPattern) : nil
        #expect(number.float(.fp32, source.span) == expected, "\(text)")
        // From the double: the standard library reads a half by way of a float, and rounds twice.
        let half = Float16(double)
        let expectedHalf = half.isFinite ? UInt64(half.bitPattern) : nil
        #expect(number.float(.fp16, source.span) == expectedHalf, "\(text)")
    }

    @Test(arguments: [
        "0", "-0", "0.0", "-0.0e5", "1", "0.1", "0.10000000149011612", "1e22", "1e23", "1e27",
        "1e28",
        "1e-27", "1e-28", "9007199254740993", "9007199254740992.5", "16777217",
        "16777217.0000000001",
        "16777219", "3.4028235e38", "3.40282351e38", "3.4028236e38",
        "340282356779733661637539395458142568447.9",
        "1.401298464324817e-45", "7.006492321624085e-46", "7.006492321624086e-46",
        "1.1754943508222875e-38", "2.2250738585072014e-308", "4.9e-324", "2.4e-324",
        "1.7976931348623157e308", "1.7976931348623159e308", "1e400", "1e-400", "65504", "65519.99",
        "65520", "5.960464477539063e-8", "2.9802322387695312e-8", "2.98023223876953125e-8",
        "2.980232238769532e-8", "6.1035156e-5", "6.097555160522461e-5", "18446744073709551615",
        "18446744073709551616", "0.000000000000000000000000000001",
        "123456789012345678901234567890",
        "2049", "2051", "2049.0000001", "1e0000000000000000005", "1E+5", "5e-9999999999",
    ])
    func `a number is rounded once to the nearest float`(text: String) throws {
        try expectSame(text)
    }

    @Test func `random numbers are rounded as the standard library rounds them`() throws {
        var random = SeededGenerator(seed: 77)
        for _ in 0..<20_000 {
            let digits = String(random.next() >> UInt64.random(in: 0..<60, using: &random))
            let point = Int.random(in: 0..<digits.count, using: &random)
            var text = String(digits.prefix(point))
            text = text.isEmpty ? "0." + digits : text + "." + digits.dropFirst(point)
            if text.hasPrefix("00") || text.hasSuffix(".") { continue }
            if Bool.random(using: &random) {
                text += "e\(Int.random(in: -50...45, using: &random))"
            }
            try expectSame(text)
        }
        for _ in 0..<20_000 {
            let double = Double(bitPattern: random.next())
            if double.isFinite { try expectSame("\(double.magnitude)") }
            let float = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
            if float.isFinite { try expectSame("\(float.magnitude)") }
            // Halfway between two floats, and a hair beside it.
            let middle = (Double(float.magnitude) + Double(float.magnitude.nextUp)) / 2
            if middle.isFinite { try expectSame("\(middle)") }
        }
    }

    @Test func `every 16-bit float reads back as itself`() throws {
        for bits in UInt16.min...UInt16.max {
            let half = text(written { JSONWriter.float16(bits, into: &$0) })
            if !half.hasPrefix("\"") {
                let (number, source) = try number(half)
                #expect(number.float(.fp16, source.span) == UInt64(bits))
            }
            let brain = text(written { JSONWriter.bfloat16(bits, into: &$0) })
            if !brain.hasPrefix("\"") {
                let (number, source) = try number(brain)
                #expect(number.float(.bf16, source.span) == UInt64(bits))
            }
        }
    }

    @Test func `16-bit floats are written in few digits`() {
        for (bits, expected) in [
            (0x3DCD, "0.1"), (0xBDCD, "-0.1"), (0x4049, "3.14"), (0x7F7F, "3.39e+38"),
            (0x0001, "9e-41"), (0x3F80, "1.0"), (0x4380, "256.0"), (0, "0.0"), (0x8000, "-0.0"),
        ] as [(UInt16, String)] {
            #expect(text(written { JSONWriter.bfloat16(bits, into: &$0) }) == expected)
        }
    }

    @Test func `bfloat16 ties go to even`() throws {
        for (text, bits) in [
            ("1.00390625", 0x3F80), ("1.01171875", 0x3F82), ("1.003906250001", 0x3F81),
            ("3.3961775292304600e38", 0x7F80 - 1), ("4.5e-41", 0), ("4.7e-41", 1),
            ("9.183549615799121e-41", 1),
        ] as [(String, UInt64)] {
            let (number, source) = try number(text)
            #expect(number.float(.bf16, source.span) == bits, "\(text)")
        }
        let (tooLarge, source) = try number("3.39617752923046006e38")
        #expect(tooLarge.float(.bf16, source.span) == nil)
    }

    @Test func `floats are written in digits that read back`() throws {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<20_000 {
            let double = Double(bitPattern: random.next())
            guard double.isFinite else { continue }
            let out = written { JSONWriter.double(double, into: &$0) }
            let (number, source) = try number(text(out))
            #expect(number.float(.fp64, source.span) == double.bitPattern)
            let float = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
            guard float.isFinite else { continue }
            let short = written { JSONWriter.float(float, into: &$0) }
            let (other, otherSource) = try self.number(text(short))
            #expect(other.float(.fp32, otherSource.span) == UInt64(float.bitPattern))
        }
    }

    @Test func `a number of over 512 characters is refused`() throws {
        _ = try number("1." + String(repeating: "1", count: 510))
        #expect(throws: InferFault.self) { try number("1." + String(repeating: "1", count: 511)) }
    }
}
