// Which answers of a model may be kept, and where.

/// What `cache.yaml` says of one model.
public struct CacheRule: Hashable, Sendable {
    /// Where answers are kept.
    public enum Store: UInt8, Sendable {
        /// In this process only.
        case memory
        /// In this process, then in Redis.
        case redis
    }

    /// INVARIANT: true in every rule that loads; only such models are cached.
    public let deterministic: Bool
    /// How long an answer may be kept.
    public let ttlMilliseconds: Int
    /// Where answers are kept.
    public let store: Store
    /// Parameters that are part of the question; any other makes a request uncacheable.
    public let parameters: [String]

    /// Takes a rule as its file says it.
    public init(deterministic: Bool, ttlMilliseconds: Int, store: Store, parameters: [String] = [])
    {
        self.deterministic = deterministic
        self.ttlMilliseconds = ttlMilliseconds
        self.store = store
        self.parameters = parameters
    }
}
