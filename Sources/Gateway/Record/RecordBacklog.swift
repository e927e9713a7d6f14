// How many records wait to be written: what holds the shards back when the audit log cannot keep up.

import Synchronization

/// Counts the records between the shards and the disk, over all threads.
///
/// An audit record is never dropped for want of room: when too many wait, the shards stop reading from
/// their clients until the log has caught up.
public final class RecordBacklog: Sendable {
    private let waiting = Atomic<Int>(0)

    /// Creates a backlog without records.
    public init() {}

    /// How many records wait.
    public var count: Int { waiting.load(ordering: .relaxed) }

    /// Whether so many wait that no new work may be taken.
    public var isFull: Bool { count >= Bounds.recordsWaiting }

    /// Counts records that a shard has handed over.
    public func add(_ count: Int) { waiting.wrappingAdd(count, ordering: .relaxed) }

    /// Takes off records that are written.
    public func remove(_ count: Int) { waiting.wrappingSubtract(count, ordering: .relaxed) }
}
