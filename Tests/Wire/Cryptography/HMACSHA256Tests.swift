// Published vectors for HMAC-SHA-256 (RFC 4231) and HKDF (RFC 5869).

import Testing

@testable import Wire

struct HMACSHA256Tests {
    private func code(_ message: [UInt8], _ key: [UInt8]) -> Digest256 {
        HMACSHA256.authenticate(message.span, key: key.span)
    }

    private func derive(_ key: [UInt8], _ salt: [UInt8], _ info: [UInt8]) -> String {
        Hexadecimal.encode(
            HKDF.derive(from: key.span, salt: salt.span, info: info.span, byteCount: 42))
    }

    @Test func `the vectors of RFC 4231 hold`() {
        let first = code(Array("Hi There".utf8), [UInt8](repeating: 0x0b, count: 20))
        #expect(first.hex == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        let second = code(Array("what do ya want for nothing?".utf8), Array("Jefe".utf8))
        #expect(second.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let sixth = code(
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            [UInt8](repeating: 0xaa, count: 131))
        #expect(sixth.hex == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test func `an authenticator keeps its key from message to message`() {
        var authenticator = HMACAuthenticator(key: Array("Jefe".utf8).span)
        for message in ["one", "", "what do ya want for nothing?"] {
            let bytes = Array(message.utf8)
            authenticator.update(bytes.span)
            let expected = code(bytes, Array("Jefe".utf8))
            #expect(authenticator.finish() == expected)
        }
    }

    @Test func `an empty key is a key and not the one before`() {
        let empty = code([], [])
        #expect(empty.hex == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test func `the first and third vectors of RFC 5869 hold`() {
        let key = [UInt8](repeating: 0x0b, count: 22)
        let first = derive(key, [UInt8](0...0x0c), [UInt8](0xf0...0xf9))
        #expect(
            first
                == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        )
        let third = derive(key, [], [])
        #expect(
            third
                == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        )
    }
}
