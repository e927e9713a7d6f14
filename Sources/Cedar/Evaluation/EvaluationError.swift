// Why a policy could not be evaluated.

/// Reports that a policy failed for a request.
public struct EvaluationError: Error, Sendable, CustomStringConvertible {
    /// Counts the policy in its set from 0.
    public let policyIndex: Int
    /// Says whether the policy that failed permits or forbids.
    public let effect: Policy.Effect
    let fault: EvaluationFault

    /// Says what went wrong.
    public var message: String { fault.description }

    /// Names the policy and says what went wrong.
    public var description: String { "policy\(policyIndex): \(message)" }
}
