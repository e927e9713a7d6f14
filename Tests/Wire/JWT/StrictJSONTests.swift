// The strict JSON reader behind tokens and key sets.

import Testing

@testable import Wire

struct StrictJSONTests {
    private func parse(_ text: String) throws -> StrictJSON {
        try StrictJSON(parsing: Array(text.utf8).span)
    }

    @Test(arguments: [
        "01", "1.", ".5", "-", "+1", "1e", "0x1", "NaN", "Infinity", "1e400", "tru", "nul",
        "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
        "\"a\nb\"", "{\"a\":1,}", "[1,]", "{a:1}", "{'a':1}", "[1 2]", "{\"a\" 1}", "1 2", "{}x",
        "// c\n1", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "\"\\u+123\"",
    ])
    func `what RFC 8259 does not allow is refused`(text: String) {
        #expect(throws: StrictJSONFault.self) { try self.parse(text) }
    }

    @Test func `values keep their kinds and strings their letters`() throws {
        let value = try parse(
            " {\"s\":\"\\u00e9\\ud83d\\ude00\\n\\/x\",\"i\":-5,\"n\":2.5e1,\"b\":true,\"z\":null,"
                + "\"big\":12345678901234567890} ")
        #expect(value["s"]?.string == "é😀\n/x")
        guard case .integer(-5)? = value["i"]?.kind, case .number(25)? = value["n"]?.kind,
            case .bool(true)? = value["b"]?.kind, case .null? = value["z"]?.kind,
            case .number? = value["big"]?.kind
        else {
            Issue.record("a kind was lost")
            return
        }
        #expect(value["none"] == nil)
    }

    @Test func `nesting ends at sixteen and invalid UTF-8 is refused`() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try self.parse(nested(17)) }
        #expect(throws: StrictJSONFault.self) { try self.parse(nested(18)) }
        #expect(throws: StrictJSONFault.self) { try self.parse(nested(100_000)) }
        for bytes in [
            [0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22],
        ] {
            let text = bytes.map { UInt8($0) }
            #expect(throws: StrictJSONFault.self) { try StrictJSON(parsing: text.span) }
        }
    }
}
