// The few things that shards share, each bounded and measured: rate-limit cells and the memory cache.

import Runtime

/// What all shards of one process share.
public final class SharedState: Sendable {
    /// The cells of local limits: one atomic each, so that a limit is exact for the process.
    let cells: AtomicCells

    /// The memory level of the cache: a hit on one core serves all, and one flight serves all.
    let answers: AnswerCache

    /// The records that wait for the disk: too many hold all shards back.
    let backlog: RecordBacklog

    /// Creates the shared state of one process.
    ///
    /// - Parameter cacheBytes: the bytes of answers and keys kept in memory.
    public init(cacheBytes: Int, backlog: RecordBacklog = RecordBacklog()) {
        self.backlog = backlog
        cells = AtomicCells(capacity: Bounds.limitCells)
        answers = AnswerCache(capacityBytes: cacheBytes)
    }
}
