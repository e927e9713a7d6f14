// Verifies bearer tokens (RFC 7515, RFC 7519, RFC 8725): find the key, verify, then believe.

/// Says why issuers cannot be used together.
public struct TokenVerifierError: Error, Sendable, CustomStringConvertible {
    /// What is wrong and what to do.
    public let description: String
}

/// Verifies tokens with keys parsed once; each shard makes its own.
public final class TokenVerifier {
    private struct Issuer {
        let terms: TokenIssuer
        let keys: [PublicKey]
    }

    private let issuers: [Issuer]
    private let maximumTokenBytes: Int
    private var hash = SHA256()

    /// Parses the keys of all issuers.
    public init(_ issuers: [TokenIssuer]) throws(TokenVerifierError) {
        var names: Set<String> = []
        var parsed: [Issuer] = []
        for terms in issuers {
            guard names.insert(terms.issuer).inserted else {
                throw TokenVerifierError(
                    description: "the issuer \"\(terms.issuer)\" stands twice; join its entries")
            }
            var keys: [PublicKey] = []
            for key in terms.keys.keys where terms.algorithms.contains(key.algorithm) {
                guard let key = PublicKey(key) else {
                    throw TokenVerifierError(
                        description: "OpenSSL finds a key of \"\(terms.issuer)\" invalid")
                }
                keys.append(key)
            }
            parsed.append(Issuer(terms: terms, keys: keys))
        }
        self.issuers = parsed
        maximumTokenBytes = issuers.reduce(0) { max($0, $1.maximumTokenBytes) }
    }

    /// Verifies a token in compact form at a time.
    public func verify(
        _ token: Span<UInt8>, nowUnixSeconds: Int64
    ) throws(TokenFault) -> VerifiedToken {
        guard token.count <= maximumTokenBytes else { throw .tooLarge }
        let (first, second) = try Self.dots(in: token)
        let header = try TokenHeader(Self.object(token, 0..<first))
        let claims = try Self.object(token, first + 1..<second)

        // The issuer is only a hint until the signature has been verified with its key.
        guard let name = claims["iss"] else { throw .unknownIssuer }
        guard let name = name.string else { throw .malformed }
        guard let index = issuers.firstIndex(where: { Self.same($0.terms.issuer, name) }) else {
            throw .unknownIssuer
        }
        let issuer = issuers[index]
        guard token.count <= issuer.terms.maximumTokenBytes else { throw .tooLarge }
        let key = try Self.key(named: header.keyID, of: issuer)
        guard Self.same(header.algorithm, key.algorithm.rawValue) else { throw .algorithm }

        hash.update(token.extracting(0..<second))
        let digest = hash.finish()
        try Self.verify(token.extracting(second + 1..<token.count), digest, key)
        return try TokenClaims(claims, issuer.terms, nowUnixSeconds).token(issuerIndex: index)
    }

    /// The places of the two dots, which leave three parts that are not empty.
    private static func dots(in token: Span<UInt8>) throws(TokenFault) -> (Int, Int) {
        var places = (first: -1, second: -1)
        for index in token.indices where token[index] == UInt8(ascii: ".") {
            if places.first < 0 {
                places.first = index
            } else if places.second < 0 {
                places.second = index
            } else {
                throw .malformed
            }
        }
        guard places.first > 0, places.second > places.first + 1,
            places.second + 1 < token.count
        else { throw .malformed }
        return places
    }

    private static func object(
        _ token: Span<UInt8>, _ part: Range<Int>
    ) throws(TokenFault) -> StrictJSON {
        guard let text = Base64URL.decode(token.extracting(part)),
            let value = try? StrictJSON(parsing: text.span), value.members != nil
        else { throw .malformed }
        return value
    }

    private static func key(
        named name: String?, of issuer: Issuer
    ) throws(TokenFault) -> PublicKey {
        guard let name else {
            // A token without `kid` is clear only where there is nothing to choose from.
            guard issuer.keys.count == 1, let only = issuer.keys.first else { throw .unknownKey }
            return only
        }
        for key in issuer.keys {
            if let keyID = key.keyID, same(keyID, name) { return key }
        }
        throw .unknownKey
    }

    private static func verify(
        _ text: Span<UInt8>, _ digest: Digest256, _ key: PublicKey
    ) throws(TokenFault) {
        guard let signature = Base64URL.decode(text) else { throw .malformed }
        guard signature.count == key.signatureByteCount else { throw .signature }
        let isGood =
            switch key.algorithm {
            case .rs256: key.verify(digest, signature: signature.span)
            case .es256: key.verify(digest, signature: ECDSASignature.der(signature).span)
            }
        guard isGood else { throw .signature }
    }

    // Names are compared byte by byte: String's own == takes some different letters as equal.
    static func same(_ first: String, _ second: String) -> Bool {
        first.utf8.elementsEqual(second.utf8)
    }
}

@available(*, unavailable)
extension TokenVerifier: Sendable {}
