// The answer of a policy set.

/// Holds a decision and what it rests on.
public struct Response: Sendable {
    /// Says yes or no.
    public enum Decision: String, Hashable, Sendable {
        case allow
        case deny
    }

    /// Holds the answer: allow only where a permit applies and no forbid does.
    public let decision: Decision
    /// Lists the indexes of the policies that decided: the forbids that apply, or else the permits.
    public let determining: [Int]
    /// Lists the policies that could not be evaluated; Cedar leaves them out of the decision.
    public let errors: [EvaluationError]
}
