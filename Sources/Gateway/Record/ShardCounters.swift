// What one shard has counted; summed over shards when the metrics are scraped.

/// The counters of one shard: plain numbers on its own thread, copied out when asked for.
public struct ShardCounters: Sendable {
    /// The labels of one request series; bounded by the models and versions of the policy sets.
    public struct RequestLabels: Hashable, Sendable {
        /// The model's name, or empty when unknown.
        public var model: String
        /// The version's name, or empty when none was chosen.
        public var version: String
        /// `ok`, the stable code of the refusal, or `worker_error`.
        public var code: String
    }

    /// Answered requests by model, version and code.
    public var requests: [RequestLabels: UInt64] = [:]
    /// Refusals by stable code.
    public var refusals: [String: UInt64] = [:]
    /// The whole request, head to end.
    public var total = Histogram()
    /// The gate's own part before the first try.
    public var policy = Histogram()
    /// Waiting for workers.
    public var worker = Histogram()
    /// Client connections accepted.
    public var connectionsAccepted: UInt64 = 0
    /// Client connections open now.
    public var connectionsOpen: UInt64 = 0
    /// Handshakes that resumed a session.
    public var handshakesResumed: UInt64 = 0
    /// Handshakes completed, resumed ones included.
    public var handshakesCompleted: UInt64 = 0
    /// Handshakes that failed, by reason.
    public var handshakesFailed: [String: UInt64] = [:]
    /// Requests in flight now.
    public var requestsInFlight: UInt64 = 0
    /// Cache hits, by level.
    public var cacheHitsMemory: UInt64 = 0
    /// Cache hits in the shared store.
    public var cacheHitsStore: UInt64 = 0
    /// Cache misses.
    public var cacheMisses: UInt64 = 0
    /// Answers stored.
    public var cacheStores: UInt64 = 0
    /// Answers not stored because the worker says another version made them.
    public var cacheVersionMismatches: UInt64 = 0
    /// Requests that waited for another's answer.
    public var cacheCoalesced: UInt64 = 0
    /// Requests let through by a limit, and refused by one, by limit name.
    public var limitAllowed: [String: UInt64] = [:]
    /// Requests refused by a limit, by limit name.
    public var limitRefused: [String: UInt64] = [:]
    /// Decisions made locally because the shared store did not answer.
    public var limitStoreFailures: UInt64 = 0
    /// Tries sent to workers.
    public var workerTries: UInt64 = 0
    /// Tries that were a second one.
    public var workerRetries: UInt64 = 0
    /// Tries that failed.
    public var workerFailures: UInt64 = 0
    /// Worker streams reset because the client left or its deadline passed.
    public var workerCancellations: UInt64 = 0
    /// Worker connections that are ready now, by worker address.
    public var workersReady: [String: UInt64] = [:]
    /// Tokens verified by signature.
    public var tokensVerified: UInt64 = 0
    /// Tokens found remembered.
    public var tokensRemembered: UInt64 = 0
    /// Redis failures: replies late, lost or refused.
    public var storeFailures: UInt64 = 0
    /// Values in the store that could not be opened.
    public var storeUnsealFailures: UInt64 = 0

    /// Creates counters at zero.
    public init() {}
}
