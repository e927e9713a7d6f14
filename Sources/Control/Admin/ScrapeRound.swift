// One round of asking every shard for its counters, for all who wait for the same page.

import Gateway
import Runtime

/// A scrape under way.
struct ScrapeRound {
    /// Names the round, so that a late answer to an earlier one is not counted.
    let number: UInt64
    /// The connections that wait for the page.
    let waiting: [Token]
    /// When the shards were asked.
    let started: Instant
    private var missing: Set<Int>
    private(set) var sum = ShardCounters()

    init(number: UInt64, waiting: [Token], shards: Int, started: Instant) {
        self.number = number
        self.waiting = waiting
        self.started = started
        missing = Set(0..<shards)
    }

    /// Whether every shard has answered.
    var isComplete: Bool { missing.isEmpty }

    /// Adds one shard's answer.
    mutating func add(_ counters: ShardCounters, shard: Int) {
        guard missing.remove(shard) != nil else { return }
        sum.add(counters)
    }
}
