// Makes keys, key sets and tokens of any shape, good and bad, for the tests.

import COpenSSL

@testable import Wire

/// A key pair made for one test run.
@safe
final class TestKey: Sendable {
    let algorithm: TokenAlgorithm
    let privateKeyPEM: [UInt8]
    let publicKeyPEM: [UInt8]
    /// The public numbers, as a key set carries them.
    let material: VerificationKey.Material

    static let rsa = TestKey(.rs256)
    static let otherRSA = TestKey(.rs256)
    static let ec = TestKey(.es256)

    init(_ algorithm: TokenAlgorithm, bits: Int = 2048) {
        self.algorithm = algorithm
        let context = unsafe EVP_PKEY_CTX_new_from_name(
            nil, algorithm == .rs256 ? "RSA" : "EC", nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        unsafe EVP_PKEY_keygen_init(context)
        if algorithm == .rs256 {
            unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(bits))
        } else {
            unsafe EVP_PKEY_CTX_set_group_name(context, "P-256")
        }
        var key: OpaquePointer?
        unsafe EVP_PKEY_generate(context, &key)
        defer { unsafe EVP_PKEY_free(key) }
        privateKeyPEM = unsafe Self.text { bio in
            unsafe PEM_write_bio_PKCS8PrivateKey(bio, key, nil, nil, 0, nil, nil)
        }
        publicKeyPEM = unsafe Self.text { bio in unsafe PEM_write_bio_PUBKEY(bio, key) }
        if algorithm == .rs256 {
            material = unsafe .rsa(
                modulus: Self.number(key, OSSL_PKEY_PARAM_RSA_N),
                exponent: Self.number(key, OSSL_PKEY_PARAM_RSA_E))
        } else {
            let x = unsafe Self.number(key, OSSL_PKEY_PARAM_EC_PUB_X)
            let y = unsafe Self.number(key, OSSL_PKEY_PARAM_EC_PUB_Y)
            func padded(_ bytes: [UInt8]) -> [UInt8] {
                [UInt8](repeating: 0, count: 32 - bytes.count) + bytes
            }
            material = .p256(x: padded(x), y: padded(y))
        }
    }

    private static func text(_ write: (OpaquePointer?) -> Int32) -> [UInt8] {
        let bio = unsafe BIO_new(BIO_s_mem())
        defer { unsafe BIO_free(bio) }
        _ = unsafe write(bio)
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = unsafe BIO_read(bio, &bytes, Int32(bytes.count))
        return Array(bytes.prefix(Int(count)))
    }

    private static func number(_ key: OpaquePointer?, _ name: UnsafePointer<CChar>) -> [UInt8] {
        var number: OpaquePointer?
        unsafe EVP_PKEY_get_bn_param(key, name, &number)
        defer { unsafe BN_free(number) }
        var bytes = [UInt8](repeating: 0, count: Int(unsafe BN_num_bits(number) + 7) / 8)
        unsafe BN_bn2bin(number, &bytes)
        return bytes
    }

    /// The key as a member of a key set.
    func jwk(keyID: String?, extra: String = "") -> String {
        let name = keyID.map { "\"kid\":\"\($0)\"," } ?? ""
        func text(_ bytes: [UInt8]) -> String { Base64URL.encode(bytes.span) }
        return switch material {
        case .rsa(let n, let e):
            "{\(name)\(extra)\"kty\":\"RSA\",\"n\":\"\(text(n))\",\"e\":\"\(text(e))\"}"
        case .p256(let x, let y):
            "{\(name)\(extra)\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"\(text(x))\","
                + "\"y\":\"\(text(y))\"}"
        }
    }

    /// Signs any bytes in the form that tokens carry.
    func sign(_ message: [UInt8]) -> [UInt8] {
        let bio = unsafe BIO_new_mem_buf(privateKeyPEM, Int32(privateKeyPEM.count))
        defer { unsafe BIO_free(bio) }
        let key = unsafe PEM_read_bio_PrivateKey(bio, nil, nil, nil)
        defer { unsafe EVP_PKEY_free(key) }
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        unsafe EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key)
        var count = 1024
        var signature = [UInt8](repeating: 0, count: count)
        unsafe EVP_DigestSign(context, &signature, &count, message, message.count)
        let bytes = Array(signature.prefix(count))
        return algorithm == .rs256 ? bytes : Self.raw(der: bytes)
    }

    private static func raw(der: [UInt8]) -> [UInt8] {
        func half(_ start: Int) -> (bytes: [UInt8], end: Int) {
            let end = start + 2 + Int(der[start + 1])
            let digits = der[(start + 2)..<end].drop { $0 == 0 }
            return ([UInt8](repeating: 0, count: 32 - digits.count) + digits, end)
        }
        let r = half(2)
        return r.bytes + half(r.end).bytes
    }
}

/// A token in the making; every part may be replaced.
struct TokenForge {
    var key = TestKey.rsa
    var header = #"{"alg":"RS256","kid":"r1","typ":"JWT"}"#
    var claims = claims()

    static let now: Int64 = 1_800_000_000

    /// Claims that are good, with members replaced (or taken out when the text is empty) or added.
    static func claims(_ changes: KeyValuePairs<String, String> = [:]) -> String {
        var members: [(String, String)] = [
            ("iss", #""https://issuer.test""#), ("sub", #""ward-app""#),
            ("aud", #""portcullis""#), ("exp", "\(now + 60)"), ("iat", "\(now - 60)"),
        ]
        for (name, value) in changes {
            if let index = members.firstIndex(where: { $0.0 == name }) {
                members[index].1 = value
            } else {
                members.append((name, value))
            }
        }
        let texts = members.filter { !$0.1.isEmpty }.map { "\"\($0.0)\":\($0.1)" }
        return "{\(texts.joined(separator: ","))}"
    }

    static func text(_ string: String) -> String { Base64URL.encode(Array(string.utf8).span) }

    var signingInput: String { "\(Self.text(header)).\(Self.text(claims))" }

    var token: String { "\(signingInput).\(Base64URL.encode(signature.span))" }

    var signature: [UInt8] { key.sign(Array(signingInput.utf8)) }

    static func issuer(_ jwks: String? = nil) throws -> TokenIssuer {
        let set =
            jwks
            ?? "{\"keys\":[\(TestKey.rsa.jwk(keyID: "r1")),\(TestKey.ec.jwk(keyID: "e1"))]}"
        return TokenIssuer(
            issuer: "https://issuer.test", keys: try KeySet(parsingJWKS: Array(set.utf8)),
            audiences: ["portcullis", "gate"])
    }

    static func verify(
        _ token: String, issuers: [TokenIssuer]? = nil, now: Int64 = now
    ) throws -> VerifiedToken {
        let verifier = try TokenVerifier(issuers ?? [issuer()])
        return try verifier.verify(Array(token.utf8).span, nowUnixSeconds: now)
    }
}
