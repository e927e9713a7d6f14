// Why an identity was refused, in words for the audit log.

/// A refusal with the reason that only the audit log is told.
public struct IdentityFault: Error, Hashable, Sendable {
    /// What the caller is told.
    public let refusal: Refusal
    /// Why, for the audit log only.
    public let reason: String

    init(_ refusal: Refusal, _ reason: String) {
        self.refusal = refusal
        self.reason = reason
    }
}
