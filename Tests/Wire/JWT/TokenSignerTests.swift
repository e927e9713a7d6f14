// Our verifier and libjwt agree on good tokens, whoever signed them.

import CJWT
import Testing

@testable import Wire

struct TokenSignerTests {
    private static let claims: [String: ClaimValue] = [
        "iss": .string("https://issuer.test"), "sub": .string("ward\"app\n"),
        "aud": .strings(["portcullis", "other"]), "exp": .integer(TokenForge.now + 60),
        "tenant": .string("clinic"), "share": .number(0.25), "admin": .bool(true),
    ]

    private func libjwtAccepts(_ token: String, _ key: TestKey) -> Bool {
        var decoded: OpaquePointer?
        let key = key.publicKeyPEM
        guard unsafe jwt_decode(&decoded, token, key, Int32(key.count)) == 0 else { return false }
        unsafe jwt_free(decoded)
        return true
    }

    @Test(arguments: [TokenAlgorithm.rs256, .es256])
    func `what libjwt signs we believe`(algorithm: TokenAlgorithm) throws {
        let key = algorithm == .rs256 ? TestKey.rsa : TestKey.ec
        let binding = SHA256.digest([9])
        for _ in 0..<20 {
            let token = try TokenSigner.sign(
                claims: Self.claims, confirmation: binding,
                keyID: algorithm == .rs256 ? "r1" : "e1", algorithm: algorithm,
                privateKeyPEM: key.privateKeyPEM)
            let verified = try TokenForge.verify(token)
            #expect(verified.subject == "ward\"app\n")
            #expect(verified.confirmationThumbprint == binding)
            #expect(verified.claims["share"] == .number(0.25))
            #expect(verified.claims["admin"] == .bool(true))
            #expect(libjwtAccepts(token, key))
        }
    }

    @Test(arguments: [TokenAlgorithm.rs256, .es256])
    func `what we believe libjwt accepts, and what it finds changed we do too`(
        algorithm: TokenAlgorithm
    ) throws {
        let isRSA = algorithm == .rs256
        for number in 0..<30 {
            let forge = TokenForge(
                key: isRSA ? .rsa : .ec,
                header: isRSA ? #"{"alg":"RS256","kid":"r1"}"# : #"{"alg":"ES256","kid":"e1"}"#,
                claims: TokenForge.claims(["n": "\(number)"]))
            #expect(throws: Never.self) { try TokenForge.verify(forge.token) }
            #expect(libjwtAccepts(forge.token, forge.key))
            var signature = forge.signature
            signature[number] ^= 1
            let changed = "\(forge.signingInput).\(Base64URL.encode(signature.span))"
            #expect(!libjwtAccepts(changed, forge.key))
            #expect(throws: TokenFault.signature) { try TokenForge.verify(changed) }
        }
    }

    @Test func `a key that does not fit the algorithm is an error that says so`() {
        let error = #expect(throws: TokenSignerError.self) {
            try TokenSigner.sign(
                claims: Self.claims, keyID: nil, algorithm: .rs256, privateKeyPEM: [1, 2, 3])
        }
        #expect(error?.description.contains("PEM private key of type RSA") == true)
        #expect(throws: TokenSignerError.self) {
            try TokenSigner.sign(
                claims: Self.claims, keyID: nil, algorithm: .es256,
                privateKeyPEM: TestKey.rsa.privateKeyPEM)
        }
    }
}
