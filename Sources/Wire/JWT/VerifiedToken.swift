// What a token says once its signature and its claims have been checked.

/// A claim's value; nulls, objects and mixed lists are not kept.
public enum ClaimValue: Hashable, Sendable {
    /// A string.
    case string(String)
    /// A whole number that fits in 64 bits.
    case integer(Int64)
    /// Any other number.
    case number(Double)
    /// A truth value.
    case bool(Bool)
    /// A list of strings.
    case strings([String])
}

/// A token whose signature, issuer, audience and times were found good.
public struct VerifiedToken: Sendable {
    /// The position of the issuer in the verifier's list.
    public let issuerIndex: Int
    /// The claim `iss`.
    public let issuer: String
    /// The claim `sub`.
    public let subject: String
    /// The first Unix second at which the token is refused: `exp` and the issuer's skew.
    public let expiresAtUnixSeconds: Int64
    /// The first Unix second at which the token is accepted: `nbf` less the issuer's skew.
    public let notBeforeUnixSeconds: Int64?
    /// The certificate that the token is bound to (RFC 8705 §3.1): the SHA-256 of its DER.
    public let confirmationThumbprint: Digest256?
    /// The claims kept, by name.
    public let claims: [String: ClaimValue]
    /// The claim `jti`.
    public let tokenID: String?
}
