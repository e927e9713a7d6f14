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
    /// The listeners are closed; who came last gets an answer and its GOAWAY.
    case closing
    case drained
}

/// What a drain's timer is for.
private enum DrainStep: UInt64 {
    case refuse = 1
    case stopListening, refuseLast, end
}

extension Shard {
    /// Starts the drain: the accept queue is emptied, and every client hears that the gate will go.
    func beginDrain() {
        guard drain == .serving else { return }
        drain = .announced
        for number in listeners.indices { accept(number) }
        forEachClient { $0.announceShutdown() }
        // One round trip for the first GOAWAY: streams already under way still arrive.
        schedule(.refuse, afterMilliseconds: Bounds.goAwayMilliseconds)
        // Who goes on connecting must not keep the gate from ending with all requests answered.
        schedule(.stopListening, afterMilliseconds: configuration.drainMilliseconds / 2)
        schedule(.end, afterMilliseconds: configuration.drainMilliseconds)
    }

    /// A step of the drain is due.
    func drainStep(_ number: UInt64) {
        switch DrainStep(rawValue: number) {
        case .refuse:
            guard drain == .announced else { return }
            for listener in listeners.indices { accept(listener) }
            drain = .finishing
            forEachClient { $0.refuseNewStreams() }
            drainProgressed()
        case .stopListening: stopListening()
        case .refuseLast: refuseLast()
        case .end:
            if drain != .drained { drained() }
        case nil: break
        }
    }

    /// Checks whether the last request has ended.
    func drainProgressed() {
        guard drain == .finishing || drain == .closing, requests.isEmpty else { return }
        var hasUnsent = false
        forEachClient { if $0.hasUnsent { hasUnsent = true } }
        guard !hasUnsent else { return }
        if drain == .finishing {
            stopListening()
        } else if newcomers == 0, clients.isEmpty {
            // A client that has just been told to go must not meet a reset instead of our last words:
            // each lingers for at most a moment.
            drained()
        }
    }

    /// Takes the last who wait in the queue, and closes the door behind them.
    private func stopListening() {
        guard drain == .announced || drain == .finishing else { return }
        for listener in listeners.indices { accept(listener) }
        for listener in listeners { loop.unregister(listener.descriptor) }
        listeners = []
        drain = .closing
        // Nobody came since the first GOAWAY: nobody has to hear it now.
        schedule(.refuseLast, afterMilliseconds: newcomers == 0 ? 0 : Bounds.goAwayMilliseconds)
    }

    /// Tells those who came during the drain to send nothing new, once their handshakes are done.
    private func refuseLast() {
        guard drain == .closing else { return }
        var isHandshaking = false
        forEachClient { if $0.phase == .handshaking { isHandshaking = true } }
        if isHandshaking, newcomers > 0 {
            schedule(.refuseLast, afterMilliseconds: Bounds.goAwayMilliseconds)
            // Each look takes one away, so that a client that never shakes hands is not waited for.
            newcomers -= 1
            return
        }
        newcomers = 0
        forEachClient { $0.refuseNewStreams() }
        drainProgressed()
    }

    private func schedule(_ step: DrainStep, afterMilliseconds milliseconds: Int) {
        _ = loop.schedule(
            ShardToken.make(.drain, step.rawValue), afterMilliseconds: milliseconds)
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
