// Reads one JSON Web Key (RFC 7517, RFC 7518 §6).

/// Reads the members of one key.
struct JWKReader {
    private let entry: StrictJSON

    /// The smallest and the largest RSA modulus that is accepted.
    static let modulusBits = 2048...8192

    init(_ entry: StrictJSON) throws(StrictJSONFault) {
        guard entry.members != nil else {
            throw StrictJSONFault(offset: entry.offset, message: "a key is an object")
        }
        self.entry = entry
    }

    /// The key; `nil` when it is of a type, an algorithm or a use that is not ours.
    func key() throws(StrictJSONFault) -> VerificationKey? {
        guard let type = try string("kty") else {
            throw fault("kty", "the member \"kty\" is missing; write \"RSA\" or \"EC\"")
        }
        try refuseSecrets(type)
        guard try isForVerification() else { return nil }
        let keyID = try string("kid")
        if let keyID, keyID.isEmpty { throw fault("kid", "the kid is empty; give the key a name") }
        let stated = try string("alg")
        switch type {
        case "RSA":
            guard try pinned(stated, type, .rs256) else { return nil }
            return VerificationKey(keyID: keyID, algorithm: .rs256, material: try rsa())
        case "EC":
            guard try pinned(stated, type, .es256) else { return nil }
            guard let curve = try string("crv") else {
                throw fault("crv", "the member \"crv\" is missing; write \"P-256\"")
            }
            guard curve == "P-256" else {
                guard stated == nil else { throw fault("crv", "ES256 needs \"crv\": \"P-256\"") }
                return nil
            }
            return VerificationKey(keyID: keyID, algorithm: .es256, material: try p256())
        default: return nil
        }
    }

    private func refuseSecrets(_ type: String) throws(StrictJSONFault) {
        if type == "oct" {
            throw fault("kty", "a shared secret has no place in a key set; remove the key")
        }
        for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] where entry[name] != nil {
            throw fault(name, "a private key has no place in a key set; keep only its public part")
        }
    }

    private func isForVerification() throws(StrictJSONFault) -> Bool {
        if let use = try string("use"), use != "sig" { return false }
        guard let operations = entry["key_ops"] else { return true }
        guard case .array(let elements) = operations.kind else {
            throw fault("key_ops", "\"key_ops\" is a list of strings")
        }
        return elements.contains { $0.string == "verify" }
    }

    // The key's own algorithm decides; a token never does.
    private func pinned(
        _ stated: String?, _ type: String, _ ours: TokenAlgorithm
    ) throws(StrictJSONFault) -> Bool {
        guard let stated, stated != ours.rawValue else { return true }
        let isOfOtherType = TokenAlgorithm(rawValue: stated) != nil || stated.hasPrefix("HS")
        if isOfOtherType || stated == "none" {
            throw fault("alg", "\"\(stated)\" is no algorithm for a key of type \(type)")
        }
        return false
    }

    private func rsa() throws(StrictJSONFault) -> VerificationKey.Material {
        let modulus = try number("n")
        let exponent = try number("e")
        let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 8)
        guard Self.modulusBits.contains(bits) else {
            throw fault(
                "n",
                "an RSA key has \(Self.modulusBits.lowerBound) to \(Self.modulusBits.upperBound) "
                    + "bits; this one has \(bits)")
        }
        guard let lowest = modulus.last, lowest & 1 == 1 else {
            throw fault("n", "an RSA modulus is odd")
        }
        guard exponent.count <= 8, let last = exponent.last, last & 1 == 1, exponent != [1] else {
            throw fault("e", "an RSA exponent is odd, at least 3 and at most 64 bits; usual: AQAB")
        }
        return .rsa(modulus: modulus, exponent: exponent)
    }

    private func p256() throws(StrictJSONFault) -> VerificationKey.Material {
        let x = try bytes("x")
        let y = try bytes("y")
        guard x.count == 32 else { throw fault("x", "a P-256 coordinate has 32 bytes") }
        guard y.count == 32 else { throw fault("y", "a P-256 coordinate has 32 bytes") }
        return .p256(x: x, y: y)
    }

    private func number(_ name: String) throws(StrictJSONFault) -> [UInt8] {
        let bytes = try bytes(name)
        guard let first = bytes.first, first != 0 else {
            throw fault(name, "a number has no leading zero byte (RFC 7518 §6.3.1.1)")
        }
        return bytes
    }

    private func bytes(_ name: String) throws(StrictJSONFault) -> [UInt8] {
        guard let text = try string(name) else {
            throw fault(name, "the member \"\(name)\" is missing")
        }
        guard let bytes = Base64URL.decode(Array(text.utf8).span) else {
            throw fault(name, "\"\(name)\" is not base64url without padding")
        }
        return bytes
    }

    private func string(_ name: String) throws(StrictJSONFault) -> String? {
        guard let value = entry[name] else { return nil }
        guard let string = value.string else { throw fault(name, "\"\(name)\" is a string") }
        return string
    }

    private func fault(_ name: String, _ message: String) -> StrictJSONFault {
        StrictJSONFault(offset: entry[name]?.offset ?? entry.offset, message: message)
    }
}
