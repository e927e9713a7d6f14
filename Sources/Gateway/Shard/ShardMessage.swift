// What crosses between threads: messages to a shard, and reports from one.

public import Runtime

/// What the control thread, or another shard, tells a shard.
public enum ShardMessage: Sendable {
    /// Adopt this state; answered by `ShardReport.adopted`.
    case adopt(Snapshot)
    /// Send the counters; answered by `ShardReport.counters` with the same number.
    case scrape(UInt64)
    /// Stop accepting, finish what is in flight within the deadline, then report `drained`.
    case drain
    /// Close everything now and end the thread.
    case stop
    /// The answer that requests were waiting for is in memory, or its leader failed: look again.
    case flightEnded(waiter: UInt64)
}

/// What a shard tells the control thread.
public enum ShardReport: Sendable {
    /// The shard serves: its door for messages, and its addresses with the ports the system chose.
    case serving(shard: Int, Mailbox<ShardMessage>, [SocketAddress])
    /// The shard could not start.
    case failed(shard: Int, String)
    /// The snapshot with this sequence decides from now on.
    case adopted(shard: Int, sequence: UInt64)
    /// The counters at this moment.
    case counters(shard: Int, scrape: UInt64, ShardCounters)
    /// Something an operator should read in the control log.
    case notice(shard: Int, Notice)
    /// Nothing is in flight any more, or the drain's deadline passed with `remaining` requests cut.
    case drained(shard: Int, remaining: Int)
    /// The thread is about to end.
    case stopped(shard: Int)
}

/// An event for the control log; rare by nature.
public struct Notice: Sendable {
    /// How much it matters.
    public enum Level: Sendable {
        /// Good to know.
        case info
        /// Somebody should look.
        case warning
    }
    /// How much it matters.
    public var level: Level
    /// The line.
    public var text: String

    /// Creates a notice.
    public init(_ level: Level, _ text: String) {
        self.level = level
        self.text = text
    }
}
