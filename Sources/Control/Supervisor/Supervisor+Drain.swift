// How the gateway ends: readiness off, requests to their end, listeners last, logs complete.

import Gateway
import Logging
import Runtime

extension Supervisor {
    /// What a shard may take beyond the drain's own deadline before it is stopped all the same.
    private static let graceMilliseconds = 2_000

    /// Starts the drain; a second signal ends it at once.
    func beginDrain(_ cause: String) {
        switch phase {
        case .starting, .serving:
            phase = .draining
            state.unreadyReason = "draining"
            pushState()
            logger.notice("\(cause): draining for at most \(file.drainMilliseconds) ms")
            guard doors.count == file.shards else { return stopAll() }
            tellShards(.drain)
            _ = loop.schedule(
                Self.patienceToken,
                afterMilliseconds: file.drainMilliseconds + Self.graceMilliseconds)
        case .draining:
            logger.warning("\(cause) again: stopping now")
            stopAll()
        case .stopping, .ended: break
        }
    }

    /// A shard has nothing in flight any more, or has run out of patience.
    func drained(_ shard: Int, _ remaining: Int) {
        if remaining > 0 {
            logger.warning(
                "the drain's deadline passed with \(remaining) requests in flight",
                metadata: ["shard": "\(shard)"])
        }
        drainedShards.insert(shard)
        if phase == .draining, drainedShards.count == file.shards { stopAll() }
    }

    /// Shards were told to drain, or to stop, and do not answer.
    func patienceEnded() {
        switch phase {
        case .draining: stopAll()
        case .stopping:
            logger.critical("a shard does not end; ending without it")
            status = .software
            phase = .ended
        case .starting, .serving, .ended: break
        }
    }

    /// Tells every shard to close and end.
    func stopAll() {
        guard phase != .stopping, phase != .ended else { return }
        phase = .stopping
        tellShards(.stop)
        _ = loop.schedule(Self.patienceToken, afterMilliseconds: Self.graceMilliseconds)
        endIfStopped()
    }

    /// A shard's thread ends.
    func stopped(_ shard: Int) {
        stoppedShards.insert(shard)
        endIfStopped()
    }

    private func endIfStopped() {
        if phase == .stopping, stoppedShards.count == file.shards { phase = .ended }
    }
}
