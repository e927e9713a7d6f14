// What other threads tell the admin thread.

import Gateway
import Runtime

/// A message to the admin thread.
enum AdminMessage: Sendable {
    /// What the control thread knows has changed.
    case state(ControlState)
    /// The shards run, and this is how to reach them.
    case shards([Mailbox<ShardMessage>])
    /// A shard answers a scrape.
    case counters(shard: Int, scrape: UInt64, ShardCounters)
    /// The audit log cannot be written, or can again.
    case auditFailing(Bool)
    /// Close everything and end the thread.
    case stop
}
