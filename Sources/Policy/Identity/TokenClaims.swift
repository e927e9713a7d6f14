// What a verified token says of its subject, as values.

/// A claim's value, of the shapes that the rules read.
public enum ClaimValue: Hashable, Sendable {
    case string(String)
    case strings([String])
    case integer(Int64)
    case number(Double)
    case bool(Bool)
}

/// The claims of a token whose signature, audience and times were verified.
public struct TokenClaims: Hashable, Sendable {
    /// Issuer of the token, `iss`.
    public var issuer: String
    /// Subject of the token, `sub`.
    public var subject: String
    /// All other claims by name.
    public var claims: [String: ClaimValue]
    /// The thumbprint in `cnf.x5t#S256`, if the token carries one.
    public var confirmationThumbprint: [UInt8]?
    /// When the token ends, `exp`.
    public var expiresAtUnixSeconds: Int64
    /// When the token begins, `nbf`.
    public var notBeforeUnixSeconds: Int64?

    /// Takes the claims as the token has them.
    public init(
        issuer: String, subject: String, claims: [String: ClaimValue] = [:],
        confirmationThumbprint: [UInt8]? = nil, expiresAtUnixSeconds: Int64,
        notBeforeUnixSeconds: Int64? = nil
    ) {
        self.issuer = issuer
        self.subject = subject
        self.claims = claims
        self.confirmationThumbprint = confirmationThumbprint
        self.expiresAtUnixSeconds = expiresAtUnixSeconds
        self.notBeforeUnixSeconds = notBeforeUnixSeconds
    }
}
