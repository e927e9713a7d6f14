// What other threads tell a shard.

import Wire

/// What another thread tells a shard.
enum ShardMessage: Sendable {
    /// A batch has been run.
    case report(EngineReport)
    /// New connections are to use these certificates.
    case renew(TLSSettings)
    /// The worker should finish what is under way and stop.
    case drain
    /// The worker should stop at once.
    case abandon
}
