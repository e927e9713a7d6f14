// The claims of a token whose signature is good: times, audience, subject and binding.

/// Checks claims against the terms of their issuer.
struct TokenClaims {
    private let claims: StrictJSON
    private let terms: TokenIssuer
    private let now: Int64

    /// Seconds beyond this are no time that a token could mean, and sums with it cannot overflow.
    private static let latestUnixSeconds: Int64 = 1 << 52

    init(_ claims: StrictJSON, _ terms: TokenIssuer, _ nowUnixSeconds: Int64) {
        self.claims = claims
        self.terms = terms
        now = nowUnixSeconds
    }

    /// Gives what the token says, or why it is not accepted.
    func token(issuerIndex: Int) throws(TokenFault) -> VerifiedToken {
        let skew = Int64(clamping: terms.skewSeconds)
        guard let expiry = try time("exp", .down) else { throw .missingClaim }
        let start = try time("nbf", .up)
        let issued = try time("iat", .up)
        guard now < expiry + skew else { throw .expired }
        guard start.map({ now >= $0 - skew }) ?? true else { throw .notYetValid }
        guard issued.map({ now >= $0 - skew }) ?? true else { throw .notYetValid }
        try checkAudience()
        guard let subject = try string("sub") else { throw .missingClaim }
        guard !subject.isEmpty else { throw .malformed }
        return VerifiedToken(
            issuerIndex: issuerIndex, issuer: terms.issuer, subject: subject,
            expiresAtUnixSeconds: expiry + skew, notBeforeUnixSeconds: start.map { $0 - skew },
            confirmationThumbprint: try confirmation(), claims: kept(),
            tokenID: try string("jti"))
    }

    // A fraction of a second is rounded towards the shorter life of the token.
    private func time(
        _ name: String, _ rounding: FloatingPointRoundingRule
    ) throws(TokenFault) -> Int64? {
        guard let value = claims[name] else { return nil }
        let seconds: Int64
        switch value.kind {
        case .integer(let integer): seconds = integer
        case .number(let number):
            guard abs(number) < Double(Self.latestUnixSeconds) else { throw .malformed }
            seconds = Int64(number.rounded(rounding))
        default: throw .malformed
        }
        guard (0...Self.latestUnixSeconds).contains(seconds) else { throw .malformed }
        return seconds
    }

    private func checkAudience() throws(TokenFault) {
        guard let audience = claims["aud"] else { throw .missingClaim }
        let named: [String]
        switch audience.kind {
        case .string(let one): named = [one]
        case .array(let several):
            named = several.compactMap(\.string)
            guard named.count == several.count else { throw .malformed }
        default: throw .malformed
        }
        let isForUs = named.contains { name in
            terms.audiences.contains { TokenVerifier.same($0, name) }
        }
        guard isForUs else { throw .audience }
    }

    /// The certificate that the token is bound to.
    ///
    /// A `cnf` of another kind binds the token to something that we do not check, so the token is
    /// refused: as a plain bearer token it would be worth more than its issuer meant.
    private func confirmation() throws(TokenFault) -> Digest256? {
        guard let confirmation = claims["cnf"] else { return nil }
        guard let text = confirmation["x5t#S256"]?.string,
            let bytes = Base64URL.decode(Array(text.utf8).span),
            let thumbprint = Digest256(bytes: bytes)
        else { throw .confirmation }
        return thumbprint
    }

    private func string(_ name: String) throws(TokenFault) -> String? {
        guard let value = claims[name] else { return nil }
        guard let string = value.string else { throw .malformed }
        return string
    }

    private func kept() -> [String: ClaimValue] {
        var kept: [String: ClaimValue] = [:]
        for member in claims.members ?? [] {
            guard terms.claimNames.isEmpty || terms.claimNames.contains(member.name) else {
                continue
            }
            switch member.value.kind {
            case .string(let string): kept[member.name] = .string(string)
            case .integer(let integer): kept[member.name] = .integer(integer)
            case .number(let number): kept[member.name] = .number(number)
            case .bool(let bool): kept[member.name] = .bool(bool)
            case .array(let elements):
                let strings = elements.compactMap(\.string)
                if strings.count == elements.count { kept[member.name] = .strings(strings) }
            case .null, .object: break
            }
        }
        return kept
    }
}
