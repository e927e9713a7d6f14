// Published vectors for SHA-256 and the digest type.

import Testing

@testable import Wire

struct SHA256Tests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `a published message has its published digest`(message: String, hex: String) {
        #expect(SHA256.digest(Array(message.utf8)).hex == hex)
    }

    @Test func `pieces hash as the whole, and the hash starts anew after its end`() {
        var hash = SHA256()
        let none: [UInt8] = []
        for _ in 0..<2 {
            hash.update(Array("a".utf8).span)
            hash.update(none.span)
            hash.update(Array("bc".utf8).span)
            #expect(hash.finish() == SHA256.digest(Array("abc".utf8)))
        }
    }

    @Test func `a digest keeps its bytes in order`() throws {
        let bytes = [UInt8](0..<32)
        let digest = try #require(Digest256(bytes: bytes))
        #expect(digest.bytes == bytes)
        #expect(digest.hex.hasPrefix("000102"))
        let decoded = Base64URL.decode(Array(digest.base64url.utf8).span)
        #expect(decoded == bytes)
        #expect(Digest256(bytes: [UInt8](0..<31)) == nil)
        #expect(digest.equalsInConstantTime(digest))
        #expect(!digest.equalsInConstantTime(SHA256.digest(bytes)))
    }

    @Test func `constant-time comparison agrees with the plain one`() {
        func equal(_ first: [UInt8], _ second: [UInt8]) -> Bool {
            ConstantTime.equal(first.span, second.span)
        }
        #expect(equal([1, 2, 3], [1, 2, 3]))
        #expect(!equal([1, 2, 3], [1, 2, 4]))
        #expect(!equal([1, 2, 3], [1, 2]))
        #expect(equal([], []))
    }
}
