// Strict base64url: one text for each byte string.

import Testing

@testable import Wire

struct Base64URLTests {
    private func decode(_ text: String) -> [UInt8]? {
        Base64URL.decode(Array(text.utf8).span)
    }

    private func encode(_ bytes: [UInt8]) -> String {
        Base64URL.encode(bytes.span)
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
    ])
    func `the vectors of RFC 4648 hold without their padding`(plain: String, text: String) {
        #expect(encode(Array(plain.utf8)) == text)
        #expect(decode(text) == Array(plain.utf8))
    }

    @Test func `all bytes survive in all positions`() {
        for shift in 0..<3 {
            let bytes = [UInt8](repeating: 0xa5, count: shift) + [UInt8](0...255)
            #expect(decode(encode(bytes)) == bytes)
        }
        #expect(encode([0xfb, 0xff]) == "-_8")
    }

    @Test(arguments: [
        "Zg==", "Zg=", "Z", "Zm9vY", "Zh", "Zm9", "Zm9v Zm9v", "Zm9v\n", "+_8", "-/8", "Zm9v.",
        "Zm9v\u{0}", "Zé",
    ])
    func `padding, strays, unused bits and impossible lengths are refused`(text: String) {
        #expect(decode(text) == nil)
    }
}
