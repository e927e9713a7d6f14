// The gRPC framing, timeout, status and message encoding.

import Testing

@testable import Wire

struct GRPCTests {
    @Test func `a frame prefix is read back as it was written`() throws {
        for length in [0, 1, 255, 256, 65_536, 67_108_864, 4_294_967_295] {
            let prefix = written { GRPCFramePrefix.write(length: length, into: &$0) }
            #expect(prefix.count == GRPCFramePrefix.length)
            let parsed = try GRPCFramePrefix.parse(prefix.span)
            #expect(parsed.length == length)
            #expect(!parsed.compressed)
        }
    }

    @Test func `a compression flag other than 0 or 1 is refused`() throws {
        #expect(try GRPCFramePrefix.parse([1, 0, 0, 0, 9].span).compressed)
        for flag in [2, 128, 255] as [UInt8] {
            #expect(throws: GRPCFault.self) { try GRPCFramePrefix.parse([flag, 0, 0, 0, 9].span) }
        }
        #expect(throws: GRPCFault.self) { try GRPCFramePrefix.parse([0, 0, 0, 0].span) }
    }

    @Test(
        arguments: [
            ("1n", 1), ("15u", 15_000), ("250m", 250_000_000), ("3S", 3_000_000_000),
            ("2M", 120_000_000_000), ("1H", 3_600_000_000_000), ("0m", 0),
            ("99999999S", 99_999_999_000_000_000), ("99999999H", UInt64(Int64.max)),
        ] as [(String, UInt64)])
    func `a timeout is read in nanoseconds`(text: String, nanoseconds: UInt64) {
        #expect(GRPCTimeout.parse(bytes(text).span) == nanoseconds)
    }

    @Test(arguments: ["", "5", "m", "123456789m", "-1m", "1.5S", "1 m", "1s", "1mm", "+1m"])
    func `a malformed timeout is refused`(text: String) {
        #expect(GRPCTimeout.parse(bytes(text).span) == nil)
    }

    @Test(arguments: [
        (0, "0m"), (-5, "0m"), (1500, "1500m"), (99_999_999, "99999999m"),
        (100_000_500, "100000S"), (100_000_000_000_000, "27777777H"),
    ])
    func `a timeout is written in at most eight digits`(milliseconds: Int, expected: String) {
        let out = written { GRPCTimeout.write(milliseconds: milliseconds, into: &$0) }
        #expect(text(out) == expected)
    }

    @Test func `a status is a known number without leading zeros`() {
        #expect(GRPCStatus(parsing: bytes("0").span) == .ok)
        #expect(GRPCStatus(parsing: bytes("16").span) == .unauthenticated)
        for bad in ["", "17", "00", "01", "-1", "1a", "999", " 1"] {
            #expect(GRPCStatus(parsing: bytes(bad).span) == nil)
        }
    }

    @Test func `a grpc-message is escaped and comes back`() {
        let message = "100% of \u{e9}\u{4e16}\n\"x\"~\u{7f}"
        let encoded = written { PercentEncoding.encodeGRPCMessage(message, into: &$0) }
        #expect(text(encoded) == "100%25 of %C3%A9%E4%B8%96%0A\"x\"~%7F")
        let decoded = written { PercentEncoding.decodeGRPCMessage(encoded.span, into: &$0) }
        #expect(text(decoded) == message)
        let sloppy = written { PercentEncoding.decodeGRPCMessage(bytes("50% %4").span, into: &$0) }
        #expect(text(sloppy) == "50% %4")
    }

    @Test(arguments: ["%", "%4", "a%zz", "%4g", "%%41"])
    func `a bad escape in a path is refused`(path: String) {
        var out = ByteBuffer()
        #expect(!PercentEncoding.decode(bytes(path).span, into: &out))
    }
}
