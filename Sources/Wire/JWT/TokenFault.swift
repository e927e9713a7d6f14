// Every way in which a token fails.

/// Says why a token was not accepted; a caller is told only whether it was `expired`.
public enum TokenFault: Error, Sendable, Hashable, CaseIterable {
    /// Not three parts of strict base64url with two JSON objects, or a claim of the wrong type.
    case malformed
    /// Longer than the bound.
    case tooLarge
    /// `iss` is missing or names nobody we trust.
    case unknownIssuer
    /// `kid` names no key of the issuer.
    case unknownKey
    /// `alg` is not the one that the key is for.
    case algorithm
    /// `typ` names something other than a JWT.
    case type
    /// `crit` asks for an extension.
    case critical
    /// The signature is not the key's.
    case signature
    /// `exp` has passed.
    case expired
    /// `nbf` or `iat` lies in the future.
    case notYetValid
    /// `aud` does not name us.
    case audience
    /// `exp`, `aud` or `sub` is missing.
    case missingClaim
    /// `cnf` does not bind the token to a certificate.
    case confirmation
}
