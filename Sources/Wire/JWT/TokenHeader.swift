// The header of a token: which key and algorithm it claims, and nothing that it may ask of us.

/// The members of a header that we look at; `jku`, `x5u`, `x5c` and `jwk` are not among them.
struct TokenHeader {
    let algorithm: String
    let keyID: String?

    init(_ header: StrictJSON) throws(TokenFault) {
        // No extension is understood here, so an empty or a well-formed `crit` is refused alike.
        guard header["crit"] == nil else { throw .critical }
        guard let algorithm = header["alg"]?.string else { throw .malformed }
        self.algorithm = algorithm
        if let keyID = header["kid"] {
            guard let keyID = keyID.string else { throw .malformed }
            self.keyID = keyID
        } else {
            keyID = nil
        }
        if let type = header["typ"] {
            guard let type = type.string else { throw .malformed }
            guard Self.isToken(type) else { throw .type }
        }
    }

    private static func isToken(_ type: String) -> Bool {
        var name = type.lowercased()
        if name.hasPrefix("application/") { name.removeFirst("application/".count) }
        return TokenVerifier.same(name, "jwt") || TokenVerifier.same(name, "at+jwt")
    }
}
