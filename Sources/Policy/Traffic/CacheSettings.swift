// The bounds of the cache as a whole.

/// What `cache.yaml` says for all models.
public struct CacheSettings: Hashable, Sendable {
    /// The largest request that is looked up.
    public let maximumRequestBytes: Int
    /// The largest answer that is kept.
    public let maximumAnswerBytes: Int
    /// The most memory for answers.
    public let memoryBytes: Int

    /// Takes the bounds, in bytes.
    public init(
        maximumRequestBytes: Int = 65_536, maximumAnswerBytes: Int = 262_144,
        memoryBytes: Int = 67_108_864
    ) {
        self.maximumRequestBytes = maximumRequestBytes
        self.maximumAnswerBytes = maximumAnswerBytes
        self.memoryBytes = memoryBytes
    }
}
