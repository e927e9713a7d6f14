// The first step: a caller is a certificate and a token that belong together, proven on every request.

import Policy
import Runtime
import Wire

extension Shard {
    /// Proves the caller, from memory where this token was verified on such a certificate before.
    ///
    /// Expiry and start are checked on every request; the memory is keyed by the certificate too, so
    /// a binding to it holds for as long as it is remembered.
    func identify(_ request: Request) throws(Refusal) {
        let identity = try request.client.mappedIdentity()
        guard request.hasSoundTimeout else {
            throw .badRequest("grpc-timeout: send it once, as digits and one of H M S m u n")
        }
        guard request.call.concernsModel else { return }
        let position = try tokenPosition(request)
        tokenScratch.clear()
        guard request.withHeaders({ $0.bearerToken(at: position, into: &tokenScratch) }) else {
            request.reason = "authorization is not a bearer token"
            throw .tokenInvalid
        }
        let token = exchange(&tokenScratch, with: ByteBuffer())
        let caller = Result { () throws(Refusal) in
            try knownCaller(request, identity, token.readable)
        }
        tokenScratch = token
        request.caller = try caller.get()
    }

    /// Finds the one `authorization` header; a repeat is ambiguous, and so refused.
    private func tokenPosition(_ request: Request) throws(Refusal) -> Int {
        let count = request.withHeaders { $0.occurrences(of: .authorization) }
        guard count <= 1 else {
            throw .badRequest("authorization: it stands \(count) times; send it once")
        }
        guard let position = request.withHeaders({ $0.first(.authorization) }) else {
            throw .tokenMissing
        }
        return position
    }

    private func knownCaller(
        _ request: Request, _ identity: CertificateIdentity, _ token: Span<UInt8>
    ) throws(Refusal) -> Caller {
        let now = request.arrivalUnixMilliseconds / 1_000
        if let remembered = callers.find(token, request.client.thumbprint) {
            try checkTimes(request, remembered.token, now)
            counters.tokensRemembered &+= 1
            return remembered.caller
        }
        // The limit comes before the signature: a flood must not buy verifications.
        guard request.client.mayVerify(at: loop.now) else {
            request.reason = "too many new tokens on one connection"
            throw .rateLimited(retryAfterMilliseconds: 1_000)
        }
        counters.tokensVerified &+= 1
        let verified: VerifiedToken
        do throws(TokenFault) {
            verified = try verifier.verify(token, nowUnixSeconds: now)
        } catch {
            request.reason = error.reason
            throw error == .expired ? .tokenExpired : .tokenInvalid
        }
        let caller = try join(request, identity, verified)
        callers.remember(
            RememberedCaller(
                token: verified, caller: caller, bytes: token.copied,
                thumbprint: request.client.thumbprint))
        return caller
    }

    private func checkTimes(
        _ request: Request, _ token: VerifiedToken, _ now: Int64
    ) throws(Refusal) {
        guard now < token.expiresAtUnixSeconds else {
            request.reason = TokenFault.expired.reason
            throw .tokenExpired
        }
        guard now >= token.notBeforeUnixSeconds ?? .min else {
            request.reason = TokenFault.notYetValid.reason
            throw .tokenInvalid
        }
    }

    /// Joins certificate and token to a caller, if they belong together.
    private func join(
        _ request: Request, _ identity: CertificateIdentity, _ token: VerifiedToken
    ) throws(Refusal) -> Caller {
        callerSerial += 1
        do throws(IdentityFault) {
            return try snapshot.policies.identity.join(
                identity, TokenClaims(token), snapshot.policies, serial: callerSerial)
        } catch {
            request.reasonText = error.reason
            throw error.refusal
        }
    }
}
