// Signs tokens with libjwt: development tokens now, whatever else we issue later.

internal import CJWT
internal import COpenSSL

/// Says why a token could not be signed.
public struct TokenSignerError: Error, Sendable, CustomStringConvertible {
    /// What is wrong and what to do.
    public let description: String
}

/// Signs tokens.
public enum TokenSigner {
    /// Signs claims with a private key in PEM.
    ///
    /// `confirmation` becomes `cnf.x5t#S256`, the certificate that the token is bound to.
    public static func sign(
        claims: [String: ClaimValue], confirmation: Digest256? = nil, keyID: String?,
        algorithm: TokenAlgorithm, privateKeyPEM: [UInt8]
    ) throws(TokenSignerError) -> String {
        var members = claims.sorted { $0.key < $1.key }.map { name, value in
            "\(JSONText.quoted(name)):\(text(value))"
        }
        if let confirmation {
            members.append("\"cnf\":{\"x5t#S256\":\"\(confirmation.base64url)\"}")
        }
        let json = "{\(members.joined(separator: ","))}"

        var token: OpaquePointer?
        guard unsafe jwt_new(&token) == 0, let token = unsafe token else {
            throw TokenSignerError(description: "libjwt is out of memory")
        }
        defer { unsafe jwt_free(token) }
        guard unsafe jwt_add_grants_json(token, json) == 0 else {
            throw TokenSignerError(description: "libjwt does not take the claims \(json)")
        }
        if let keyID, unsafe jwt_add_header(token, "kid", keyID) != 0 {
            throw TokenSignerError(description: "libjwt does not take the kid \"\(keyID)\"")
        }
        let name = algorithm == .rs256 ? JWT_ALG_RS256 : JWT_ALG_ES256
        guard unsafe jwt_set_alg(token, name, privateKeyPEM, Int32(privateKeyPEM.count)) == 0,
            let encoded = unsafe jwt_encode_str(token)
        else {
            throw TokenSignerError(
                description: "the key does not sign \(algorithm.rawValue): give a PEM private key "
                    + (algorithm == .rs256 ? "of type RSA" : "on the curve P-256"))
        }
        defer { unsafe free(encoded) }
        return unsafe String(cString: encoded)
    }

    private static func text(_ value: ClaimValue) -> String {
        switch value {
        case .string(let string): JSONText.quoted(string)
        case .integer(let integer): "\(integer)"
        case .number(let number): number.isFinite ? "\(number)" : "null"
        case .bool(let bool): bool ? "true" : "false"
        case .strings(let strings): "[\(strings.map(JSONText.quoted).joined(separator: ","))]"
        }
    }
}

/// Writes JSON text where speed does not matter.
enum JSONText {
    /// A string in quotes with what must be escaped escaped.
    static func quoted(_ string: String) -> String {
        var text = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{0}"..<" ":
                text += "\\u00" + Hexadecimal.encode([UInt8(truncatingIfNeeded: scalar.value)])
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
