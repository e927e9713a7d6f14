// What a shard holds at the moment, for the metrics page.

import Synchronization

/// Publishes a shard's levels; the shard stores, any thread loads.
final class ShardGauges: Sendable {
    let connections = Atomic<Int>(0)
    let queueLength = Atomic<Int>(0)
    let heldBytes = Atomic<Int>(0)
    let runningBatches = Atomic<Int>(0)
    let refusedHandshakes = Atomic<Int>(0)
}
