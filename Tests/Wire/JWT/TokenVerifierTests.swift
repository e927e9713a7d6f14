// Good tokens are believed; every known attack on a token gets its fault.

import Testing

@testable import Wire

struct TokenVerifierTests {
    private func expect(
        _ fault: TokenFault, _ forge: TokenForge, at location: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: fault, sourceLocation: location) {
            try TokenForge.verify(forge.token)
        }
    }

    private func expect(
        _ fault: TokenFault, claims: KeyValuePairs<String, String>,
        at location: SourceLocation = #_sourceLocation
    ) {
        expect(fault, TokenForge(claims: TokenForge.claims(claims)), at: location)
    }

    private func expect(
        _ fault: TokenFault, header: String, at location: SourceLocation = #_sourceLocation
    ) {
        expect(fault, TokenForge(header: header), at: location)
    }

    @Test func `a good RS256 token is believed`() throws {
        let thumbprint = SHA256.digest([1, 2, 3])
        let claims = TokenForge.claims([
            "tenant": #""clinic""#, "roles": #"["a","b"]"#, "level": "3", "share": "0.5",
            "admin": "false", "jti": #""id-1""#, "nbf": "\(TokenForge.now)",
            "cnf": "{\"x5t#S256\":\"\(thumbprint.base64url)\"}", "address": "{}", "none": "null",
            "mixed": #"["a",1]"#,
        ])
        let token = try TokenForge.verify(TokenForge(claims: claims).token)
        #expect(token.subject == "ward-app")
        #expect(token.issuer == "https://issuer.test")
        #expect(token.issuerIndex == 0)
        #expect(token.expiresAtUnixSeconds == TokenForge.now + 90)
        #expect(token.notBeforeUnixSeconds == TokenForge.now - 30)
        #expect(token.confirmationThumbprint == thumbprint)
        #expect(token.tokenID == "id-1")
        #expect(token.claims["tenant"] == .string("clinic"))
        #expect(token.claims["roles"] == .strings(["a", "b"]))
        #expect(token.claims["level"] == .integer(3))
        #expect(token.claims["share"] == .number(0.5))
        #expect(token.claims["admin"] == .bool(false))
        #expect(token.claims["address"] == nil && token.claims["mixed"] == nil)
    }

    @Test func `many good ES256 tokens are believed, whatever the leading bits of r and s`() throws
    {
        let verifier = try TokenVerifier([TokenForge.issuer()])
        for number in 0..<300 {
            let forge = TokenForge(
                key: .ec, header: #"{"alg":"ES256","kid":"e1"}"#,
                claims: TokenForge.claims(["sub": "\"s\(number)\""]))
            let token = try verifier.verify(
                Array(forge.token.utf8).span, nowUnixSeconds: TokenForge.now)
            #expect(token.subject == "s\(number)")
        }
    }

    @Test(arguments: ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "Application/JWT"])
    func `the usual types are accepted`(type: String) throws {
        let header = "{\"alg\":\"RS256\",\"kid\":\"r1\",\"typ\":\"\(type)\"}"
        #expect(throws: Never.self) { try TokenForge.verify(TokenForge(header: header).token) }
    }

    @Test func `other types are refused`() {
        expect(.type, header: #"{"alg":"RS256","kid":"r1","typ":"dpop+jwt"}"#)
        expect(.malformed, header: #"{"alg":"RS256","kid":"r1","typ":1}"#)
    }

    @Test func `alg none is refused with and without a signature`() {
        let header = #"{"alg":"none","kid":"r1"}"#
        expect(.algorithm, header: header)
        let forge = TokenForge(header: header)
        #expect(throws: TokenFault.malformed) { try TokenForge.verify("\(forge.signingInput).") }
        #expect(throws: TokenFault.malformed) { try TokenForge.verify(forge.signingInput) }
    }

    @Test func `HS256 with the public key as its secret is refused`() {
        let forge = TokenForge(header: #"{"alg":"HS256","kid":"r1"}"#)
        let secret = TestKey.rsa.publicKeyPEM
        let code = HMACSHA256.authenticate(
            Array(forge.signingInput.utf8).span, key: secret.span)
        #expect(throws: TokenFault.algorithm) {
            try TokenForge.verify("\(forge.signingInput).\(code.base64url)")
        }
    }

    @Test func `the algorithm is the key's and no other`() {
        expect(.algorithm, header: #"{"alg":"ES256","kid":"r1"}"#)
        expect(.algorithm, header: #"{"alg":"rs256","kid":"r1"}"#)
        expect(.algorithm, header: #"{"alg":"RS512","kid":"r1"}"#)
        expect(.malformed, header: #"{"kid":"r1"}"#)
        expect(.malformed, header: #"{"alg":["RS256"],"kid":"r1"}"#)
    }

    @Test func `an issuer's list of algorithms leaves out its other keys`() throws {
        var issuer = try TokenForge.issuer()
        issuer.algorithms = [.es256]
        #expect(throws: TokenFault.unknownKey) {
            try TokenForge.verify(TokenForge().token, issuers: [issuer])
        }
    }

    @Test func `an unknown kid is refused, and a missing one where there is a choice`() throws {
        expect(.unknownKey, header: #"{"alg":"RS256","kid":"r2"}"#)
        expect(.unknownKey, header: #"{"alg":"RS256"}"#)
        expect(.malformed, header: #"{"alg":"RS256","kid":7}"#)
        let only = try TokenForge.issuer("{\"keys\":[\(TestKey.rsa.jwk(keyID: "r1"))]}")
        let token = TokenForge(header: #"{"alg":"RS256"}"#).token
        #expect(throws: Never.self) { try TokenForge.verify(token, issuers: [only]) }
    }

    @Test func `a key offered by the token itself is not looked at`() throws {
        let jwk = TestKey.otherRSA.jwk(keyID: "r1")
        let header = "{\"alg\":\"RS256\",\"kid\":\"r1\",\"jwk\":\(jwk),\"jku\":\"https://x.test\"}"
        expect(.signature, TokenForge(key: .otherRSA, header: header))
        #expect(throws: Never.self) { try TokenForge.verify(TokenForge(header: header).token) }
    }

    @Test func `a signature by another key, of another length, or over other claims is refused`() {
        expect(.signature, TokenForge(key: .otherRSA))
        let good = TokenForge()
        let others: [[UInt8]] = [
            Array(good.signature.dropLast()), [0] + good.signature, good.signature + [0], [1],
        ]
        for bytes in others {
            let token = "\(good.signingInput).\(Base64URL.encode(bytes.span))"
            #expect(throws: TokenFault.signature) { try TokenForge.verify(token) }
        }
        let other = TokenForge(claims: TokenForge.claims(["sub": #""admin""#])).signingInput
        #expect(throws: TokenFault.signature) {
            try TokenForge.verify("\(other).\(Base64URL.encode(good.signature.span))")
        }
    }

    @Test func `an ES256 signature is 64 raw bytes and neither zero nor DER`() {
        let forge = TokenForge(key: .ec, header: #"{"alg":"ES256","kid":"e1"}"#)
        let zero = [UInt8](repeating: 0, count: 64)
        let most = [UInt8](repeating: 255, count: 64)
        for bytes in [ECDSASignature.der(forge.signature), zero, most, forge.signature + [0]] {
            let token = "\(forge.signingInput).\(Base64URL.encode(bytes.span))"
            #expect(throws: TokenFault.signature) { try TokenForge.verify(token) }
        }
    }

    @Test func `every truncation of a good token is refused`() throws {
        let token = TokenForge().token
        let verifier = try TokenVerifier([TokenForge.issuer()])
        let bytes = Array(token.utf8)
        for count in 0..<bytes.count {
            #expect(throws: TokenFault.self) {
                try verifier.verify(Array(bytes[..<count]).span, nowUnixSeconds: TokenForge.now)
            }
        }
        // The verifier is none the worse for what it has seen.
        #expect(throws: Never.self) {
            try verifier.verify(bytes.span, nowUnixSeconds: TokenForge.now)
        }
    }

    @Test func `every changed bit of a good token is refused`() throws {
        let bytes = Array(TokenForge().token.utf8)
        let verifier = try TokenVerifier([TokenForge.issuer()])
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: TokenFault.self) {
                try verifier.verify(changed.span, nowUnixSeconds: TokenForge.now)
            }
        }
    }

    @Test(arguments: ["=", "==", " ", "\n", ".", ".e30", "+", "\u{0}"])
    func `padding and strays after a good token are refused`(tail: String) {
        #expect(throws: TokenFault.malformed) { try TokenForge.verify(TokenForge().token + tail) }
        #expect(throws: TokenFault.malformed) { try TokenForge.verify(tail + TokenForge().token) }
    }

    @Test func `unused bits in the last letter are refused`() throws {
        let token = TokenForge().token
        let last = try #require(token.last)
        // 256 bytes leave four unused bits in the last letter, so its neighbours decode alike.
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let place = try #require(letters.firstIndex(of: last))
        #expect(throws: TokenFault.malformed) {
            try TokenForge.verify(token.dropLast() + String(letters[place + 1]))
        }
    }

    @Test(arguments: ["{}", #"["portcullis"]"#, #""x""#, "", "{", "null"])
    func `header and claims are objects with what is needed`(text: String) {
        #expect(throws: TokenFault.self) { try TokenForge.verify(TokenForge(header: text).token) }
        #expect(throws: TokenFault.self) { try TokenForge.verify(TokenForge(claims: text).token) }
    }

    @Test func `duplicate members are refused`() {
        expect(.malformed, header: #"{"alg":"RS256","kid":"r1","kid":"r1"}"#)
        expect(.malformed, header: #"{"alg":"RS256","kid":"r1","\u0061lg":"none"}"#)
        let claims = TokenForge.claims().dropLast() + #","sub":"admin"}"#
        expect(.malformed, TokenForge(claims: String(claims)))
    }

    @Test func `any crit is refused`() {
        expect(.critical, header: #"{"alg":"RS256","kid":"r1","crit":["b64"],"b64":false}"#)
        expect(.critical, header: #"{"alg":"RS256","kid":"r1","crit":[]}"#)
    }

    @Test func `a token longer than the bound is refused before anything else`() throws {
        var issuer = try TokenForge.issuer()
        issuer.maximumTokenBytes = 100
        #expect(throws: TokenFault.tooLarge) {
            try TokenForge.verify(TokenForge().token, issuers: [issuer])
        }
        #expect(throws: TokenFault.tooLarge) {
            try TokenForge.verify(String(repeating: "..", count: 60), issuers: [issuer])
        }
    }

    @Test func `two issuers of one name are refused when the verifier is made`() throws {
        let issuer = try TokenForge.issuer()
        #expect(throws: TokenVerifierError.self) { try TokenVerifier([issuer, issuer]) }
    }
}
