// What other threads tell a shard.

/// What another thread tells a shard.
enum ShardMessage: Sendable {
    /// A batch has been run.
    case report(EngineReport)
    /// The worker should finish what is under way and stop.
    case drain
    /// The worker should stop at once.
    case abandon
}
