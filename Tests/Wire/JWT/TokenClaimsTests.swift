// What the claims of a well-signed token must say.

import Testing

@testable import Wire

struct TokenClaimsTests {
    private func expect(
        _ fault: TokenFault, _ claims: KeyValuePairs<String, String>,
        at location: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: fault, sourceLocation: location) {
            try TokenForge.verify(TokenForge(claims: TokenForge.claims(claims)).token)
        }
    }

    private func accept(
        _ claims: KeyValuePairs<String, String>, at location: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: Never.self, sourceLocation: location) {
            try TokenForge.verify(TokenForge(claims: TokenForge.claims(claims)).token)
        }
    }

    private static let now = TokenForge.now

    @Test func `exp is required, numeric, and passes after the skew`() {
        expect(.missingClaim, ["exp": ""])
        accept(["exp": "\(Self.now - 29)"])
        expect(.expired, ["exp": "\(Self.now - 30)"])
        accept(["exp": "\(Self.now).75"])
        for value in [
            "\"\(Self.now + 60)\"", "null", "true", "-1", "1e300", "99999999999999999999",
        ] {
            expect(.malformed, ["exp": value])
        }
    }

    @Test func `nbf and iat in the future are refused beyond the skew`() {
        for name in ["nbf", "iat"] {
            accept([name: "\(Self.now + 30)"])
            expect(.notYetValid, [name: "\(Self.now + 31)"])
            expect(.notYetValid, [name: "\(Self.now + 30).5"])
            expect(.malformed, [name: "\"0\""])
        }
        accept(["iat": ""])
    }

    @Test func `aud is one string or a list of strings and must name us`() {
        accept(["aud": #""gate""#])
        accept(["aud": #"["other","portcullis"]"#])
        expect(.audience, ["aud": #""other""#])
        expect(.audience, ["aud": #""portcullis2""#])
        expect(.audience, ["aud": "[]"])
        expect(.malformed, ["aud": #"["portcullis",1]"#])
        expect(.malformed, ["aud": "1"])
        expect(.missingClaim, ["aud": ""])
    }

    @Test func `iss must name an issuer byte for byte`() {
        expect(.unknownIssuer, ["iss": #""https://issuer.test/""#])
        expect(.unknownIssuer, ["iss": #""https://ISSUER.test""#])
        expect(.unknownIssuer, ["iss": ""])
        expect(.malformed, ["iss": "[]"])
    }

    @Test func `sub is a string with something in it`() {
        expect(.missingClaim, ["sub": ""])
        expect(.malformed, ["sub": "1"])
        expect(.malformed, ["sub": "\"\""])
        expect(.malformed, ["jti": "1"])
    }

    @Test(arguments: [
        "{}", "null", "\"x\"", #"{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}"#,
        #"{"x5t#S256":1}"#, #"{"x5t#S256":"AA"}"#,
        #"{"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2="}"#,
    ])
    func `a confirmation that we cannot check is refused`(confirmation: String) {
        expect(.confirmation, ["cnf": confirmation])
    }

    @Test func `only the named claims are kept when some are named`() throws {
        var issuer = try TokenForge.issuer()
        issuer.claimNames = ["tenant"]
        let claims = TokenForge.claims(["tenant": #""clinic""#, "other": "1"])
        let token = try TokenForge.verify(TokenForge(claims: claims).token, issuers: [issuer])
        #expect(token.claims == ["tenant": .string("clinic")])
    }

    @Test func `two issuers keep their keys apart`() throws {
        let first = try TokenForge.issuer()
        var second = try TokenForge.issuer(
            "{\"keys\":[\(TestKey.otherRSA.jwk(keyID: "r1"))]}")
        second.issuer = "https://second.test"
        let claims = TokenForge.claims(["iss": #""https://second.test""#])
        let good = TokenForge(key: .otherRSA, claims: claims).token
        #expect(try TokenForge.verify(good, issuers: [first, second]).issuerIndex == 1)
        #expect(throws: TokenFault.signature) {
            try TokenForge.verify(TokenForge(claims: claims).token, issuers: [first, second])
        }
    }
}
