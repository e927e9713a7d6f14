// The grammar of JSON, the strict way.

import Testing

@testable import Wire

struct JSONReaderTests {
    private func accepts(_ json: String) -> Bool {
        let source = bytes(json)
        var reader = JSONReader()
        do throws(InferFault) {
            try reader.skip(source.span)
            try reader.finish(source.span)
            return true
        } catch {
            return false
        }
    }

    @Test(arguments: [
        "0", "-1.5e+3", "true", "false", "null", "\"\"", "[]", "{}", " [ 1 , {\"a\" : []} ] ",
        #""\"\\\/\b\f\n\r\t\u0041\ud83d\ude00""#, #"{"a":1,"b":{"a":1}}"#, #"[{"a":1},{"a":2}]"#,
        "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]",
    ])
    func `JSON is read`(json: String) {
        #expect(accepts(json))
    }

    @Test(arguments: [
        "", " ", "tru", "nul", "TRUE", "01", "-", "-01", "1.", ".1", "1e", "1e+", "0x1", "+1",
        "NaN",
        "Infinity", "-Infinity", "[1,]", "[,1]", "[1 2]", "[1", "]", "{\"a\"}", "{\"a\":}",
        "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\":1 \"b\":2}", "\"", "\"\\", "\"\\x\"", "\"\\u12\"",
        "\"\\u12G4\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\u{0}b\"",
        "\"a\tb\"", "1 2", "[1]]", "// a\n1", #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#,
        #"[{"a":1,"b":[{"c":1,"c":2}]}]"#, "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "\u{FEFF}1",
    ])
    func `what is not JSON is refused`(json: String) {
        #expect(!accepts(json))
    }

    @Test func `an object has at most 256 members`() {
        func object(_ count: Int) -> String {
            "{" + (0..<count).map { "\"m\($0)\":0" }.joined(separator: ",") + "}"
        }
        #expect(accepts(object(256)))
        #expect(!accepts(object(257)))
    }

    @Test func `any bytes are read or refused`() {
        let good = #"{"a":[1,-2.5e3,"x\n\u00e9",{"b":null,"c":[true,false]}],"d":{}}"#
        for json in mutations(of: bytes(good), count: 20_000, seed: 1) {
            var reader = JSONReader()
            try? reader.skip(json.span)
        }
    }

    @Test func `strings are written so that they read back`() throws {
        let original = "a\"b\\c\u{1}\u{1F}\n\r\t/\u{e9}\u{1F600}\u{7F}"
        let out = written { JSONWriter.string(original, into: &$0) }
        var reader = JSONReader()
        let string = try reader.string(out.span, "a string")
        let decoded = written { JSONReader.append(string, out.span, to: &$0) }
        #expect(text(decoded) == original)
        let error = written { JSONWriter.writeError("no \"x\"", code: "bad_request", into: &$0) }
        #expect(text(error) == #"{"error":"no \"x\"","code":"bad_request"}"#)
    }
}
