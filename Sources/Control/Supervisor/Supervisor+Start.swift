// How the gateway becomes ready: every shard serves, and has had a moment to find its workers.

import Gateway
import Logging
import Runtime

extension Supervisor {
    /// How often shards are asked for workers before the gate says that it is ready.
    private static let workerQuestionMilliseconds = 50
    /// After so many questions it is ready without: no worker is a 503 with a reason, not a hang.
    private static let maximumWorkerQuestions = 60

    /// All shards listen; the gate is ready once each of them has found a worker.
    func allServe(_ addresses: [SocketAddress]) {
        guard phase == .starting else { return }
        admin?.post(.shards((0..<file.shards).compactMap { doors[$0] }))
        let places = addresses.map(\.description).joined(separator: ", ")
        logger.notice(
            "listening on \(places) with \(file.shards) shards, policy set \(state.policySetID)")
        guard !file.pools.isEmpty else { return ready() }
        state.unreadyReason = "no worker is ready yet"
        pushState()
        askForWorkers()
    }

    /// Asks every shard which workers are ready.
    func askForWorkers() {
        guard phase == .starting else { return }
        workerQuestions += 1
        guard workerQuestions <= Self.maximumWorkerQuestions else {
            logger.warning("no worker is ready on some shards; serving without")
            return ready()
        }
        tellShards(.scrape(0))
        _ = loop.schedule(
            Self.workersToken, afterMilliseconds: Self.workerQuestionMilliseconds)
    }

    /// A shard says which workers it has found.
    func heardOfWorkers(_ shard: Int, _ counters: ShardCounters) {
        guard phase == .starting, counters.workersReady.values.contains(where: { $0 > 0 }) else {
            return
        }
        readyShards.insert(shard)
        if readyShards.count == file.shards { ready() }
    }

    private func ready() {
        guard phase == .starting else { return }
        phase = .serving
        state.unreadyReason = nil
        pushState()
        logger.notice("ready")
    }

    /// A shard could not start, or broke: the gateway does not go on with fewer.
    func failed(_ shard: Int, _ reason: String) {
        logger.critical("shard \(shard) failed: \(reason)")
        if status == .ok { status = phase == .starting ? .unavailable : .software }
        state.unreadyReason = "a shard failed"
        pushState()
        // It writes no more records, and cannot say so itself.
        recorder?.post(.end(shard: shard))
        stopAll()
        stopped(shard)
    }
}
