// The few things that shards share, each bounded and measured: rate-limit cells and the memory cache.

import Runtime

/// What all shards of one process share.
public final class SharedState: Sendable {
    /// The cells of local limits: one atomic each, so that a limit is exact for the process.
    let cells: AtomicCells

    /// The memory level of the cache: a hit on one core serves all, and one flight serves all.
    let answers: AnswerCache

    /// Creates the shared state of one process.
    ///
    /// - Parameter cacheBytes: the bytes of answers and keys kept in memory.
    public init(cacheBytes: Int) {
        cells = AtomicCells(capacity: Bounds.limitCells)
        answers = AnswerCache(capacityBytes: cacheBytes)
    }
}
