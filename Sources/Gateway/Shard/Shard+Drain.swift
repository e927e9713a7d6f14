// How a shard stops without dropping a request: last connections in, GOAWAY twice, in-flight to the end.

import Policy
import Runtime
import Wire

/// How far a drain has come.
enum DrainState {
    case serving
    /// The accept queue is being emptied and clients have had their first GOAWAY.
    case announced
    /// Clients have had their last GOAWAY; only what is in flight goes on.
    case finishing
    case drained
}

extension Shard {
    /// Starts the drain: the accept queue is emptied, and every client hears that the gate will go.
    func beginDrain() {
        guard drain == .serving else { return }
        drain = .announced
        for number in listeners.indices { accept(number) }
        forEachClient { $0.announceShutdown() }
        // One round trip for the first GOAWAY: streams already under way still arrive.
        _ = loop.schedule(ShardToken.make(.drain, 1), afterMilliseconds: Bounds.goAwayMilliseconds)
        _ = loop.schedule(
            ShardToken.make(.drain, 2), afterMilliseconds: configuration.drainMilliseconds)
    }

    /// The second step, or the end of patience.
    func drainStep(_ number: UInt64) {
        if number == 1, drain == .announced {
            for listener in listeners.indices { accept(listener) }
            drain = .finishing
            forEachClient { $0.refuseNewStreams() }
            drainProgressed()
        } else if number == 2, drain != .drained {
            drained()
        }
    }

    /// Checks whether the last request has ended.
    func drainProgressed() {
        guard drain == .finishing, requests.isEmpty else { return }
        var hasUnsent = false
        forEachClient { if $0.hasUnsent { hasUnsent = true } }
        if !hasUnsent { drained() }
    }

    func forEachClient(_ body: (ClientConnection) -> Void) {
        for token in clients.tokens() {
            if let client = clients[token] { body(client) }
        }
    }

    private func drained() {
        drain = .drained
        reports.post(.drained(shard: index, remaining: requests.count))
    }

    /// Closes everything; the listeners last.
    func end() {
        forEachClient { $0.close() }
        for worker in workers { worker.fail(nil) }
        store?.connection.close()
        postRecords(all: true)
        recorder.post(.end(shard: index))
        for listener in listeners { loop.unregister(listener.descriptor) }
        listeners = []
        reports.post(.stopped(shard: index))
    }
}
