// Key sets: what is read, what is left out, and what is refused with its place.

import Testing

@testable import Wire

struct KeySetTests {
    private func parse(_ text: String) throws -> KeySet {
        try KeySet(parsingJWKS: Array(text.utf8), fileName: "keys.json")
    }

    private func fault(_ keys: String) -> String {
        do {
            _ = try parse("{\"keys\":[\(keys)]}")
            return "accepted"
        } catch {
            return "\(error)"
        }
    }

    @Test func `both kinds of keys are read with their pinned algorithms`() throws {
        let set = try parse(
            "{\"keys\":[\(TestKey.rsa.jwk(keyID: "r", extra: #""alg":"RS256","use":"sig","#)),"
                + "\(TestKey.ec.jwk(keyID: nil, extra: #""key_ops":["verify"],"#))]}")
        #expect(set.keys.map(\.algorithm) == [.rs256, .es256])
        #expect(set.keys.map(\.keyID) == ["r", nil])
        #expect(set.keys.map(\.material) == [TestKey.rsa.material, TestKey.ec.material])
    }

    @Test func `keys of other kinds and uses are left out`() throws {
        let others = [
            TestKey.rsa.jwk(keyID: "a", extra: #""alg":"PS256","#),
            TestKey.rsa.jwk(keyID: "b", extra: #""use":"enc","#),
            TestKey.rsa.jwk(keyID: "c", extra: #""key_ops":["encrypt"],"#),
            #"{"kty":"OKP","crv":"Ed25519","x":"AA"}"#,
            #"{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}"#,
            TestKey.ec.jwk(keyID: "e"),
        ]
        let set = try parse("{\"keys\":[\(others.joined(separator: ","))]}")
        #expect(set.keys.map(\.keyID) == ["e"])
        #expect(fault(others[0]).contains("no key for RS256 or ES256"))
    }

    @Test func `what must not stand in a key set is refused`() {
        let rsa = TestKey.rsa
        #expect(fault(#"{"kty":"oct","k":"AAAA"}"#).contains("shared secret"))
        #expect(fault(rsa.jwk(keyID: "r", extra: #""d":"AA","#)).contains("private key"))
        #expect(fault(rsa.jwk(keyID: "r", extra: #""alg":"ES256","#)).contains("no algorithm"))
        #expect(fault(rsa.jwk(keyID: "r", extra: #""alg":"HS256","#)).contains("no algorithm"))
        #expect(fault(rsa.jwk(keyID: "r", extra: #""alg":"none","#)).contains("no algorithm"))
        #expect(fault(rsa.jwk(keyID: "")).contains("kid is empty"))
        let twice = [rsa.jwk(keyID: "r"), TestKey.ec.jwk(keyID: "r")].joined(separator: ",")
        #expect(fault(twice).contains("stands twice"))
        #expect(fault(rsa.jwk(keyID: "r", extra: #""kty":"RSA","#)).contains("stands twice"))
    }

    @Test func `weak and impossible numbers are refused`() {
        let short = TestKey(.rs256, bits: 1024).jwk(keyID: "r")
        #expect(fault(short).contains("this one has 1024"))
        let rsa = TestKey.rsa.jwk(keyID: "r")
        for exponent in ["AQ", "Ag", "AQAA"] {
            let weak = rsa.replacing("\"e\":\"AQAB\"", with: "\"e\":\"\(exponent)\"")
            #expect(fault(weak).contains("exponent is odd"))
        }
        let zero = rsa.replacing("\"e\":\"AQAB\"", with: "\"e\":\"AAEAAQ\"")
        #expect(fault(zero).contains("leading zero"))
        #expect(fault(rsa.replacing("AQAB", with: "AQAB=")).contains("base64url"))
        let x = Base64URL.encode([UInt8](repeating: 1, count: 32).span)
        let off = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"\(x)\",\"y\":\"\(x)\"}"
        #expect(fault(off).contains("invalid"))
        let short32 = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"\(x)\"}"
        #expect(fault(short32).contains("32 bytes"))
    }

    @Test func `a fault names file, line and column and quotes the text`() throws {
        let text = "{\n  \"keys\": [\n    {\"kty\": \"oct\"}\n  ]\n}"
        let fault = try #require(throws: KeySetFault.self) { try self.parse(text) }
        #expect(fault.description.hasPrefix("keys.json:3:13: error: a shared secret"))
        #expect(fault.quotedLine == "    {\"kty\": \"oct\"}")
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"keys":{}}"#, #"{"keys":[]}"#, #"{"keys":[1]}"#, "\u{feff}{}",
    ])
    func `what is no key set is refused`(text: String) {
        #expect(throws: KeySetFault.self) { try self.parse(text) }
    }
}
