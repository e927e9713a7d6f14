// Adds the counters of the shards to one sum.

import Gateway

extension ShardCounters {
    /// Adds another shard's counts to these.
    mutating func add(_ other: ShardCounters) {
        requests.merge(other.requests, uniquingKeysWith: &+)
        total.add(other.total)
        policy.add(other.policy)
        worker.add(other.worker)
        let byName: [WritableKeyPath<ShardCounters, [String: UInt64]>] = [
            \.refusals, \.handshakesFailed, \.limitAllowed, \.limitRefused, \.workersReady,
        ]
        for path in byName {
            self[keyPath: path].merge(other[keyPath: path], uniquingKeysWith: &+)
        }
        let numbers: [WritableKeyPath<ShardCounters, UInt64>] = [
            \.connectionsAccepted, \.connectionsOpen, \.handshakesResumed, \.handshakesCompleted,
            \.requestsInFlight, \.cacheHitsMemory, \.cacheHitsStore, \.cacheMisses, \.cacheStores,
            \.cacheVersionMismatches, \.cacheCoalesced, \.limitStoreFailures, \.workerTries,
            \.workerRetries, \.workerFailures, \.workerCancellations, \.tokensVerified,
            \.tokensRemembered, \.storeFailures, \.storeUnsealFailures,
        ]
        for path in numbers { self[keyPath: path] &+= other[keyPath: path] }
    }
}
