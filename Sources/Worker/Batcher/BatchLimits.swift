// How far batching and queueing go.

/// The bounds of a shard's queue and of the runs made from it.
public struct BatchLimits: Sendable {
    /// The most rows in a run; a single request with more runs alone.
    public var maximumRows = 32
    /// How long a request may wait for company while another run of its model is under way.
    public var maximumDelayMilliseconds = 1
    /// The most requests that wait; more are refused.
    public var queueCapacity = 1024

    /// The defaults.
    public init() {}
}
