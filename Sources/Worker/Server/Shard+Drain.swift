// How a shard stops: new streams are announced away, then refused, and what is open finishes.

import Logging
import Runtime
import Wire

extension Shard {
    /// How long a gate has to hear the announcement before streams are refused.
    static let announcementMilliseconds = 1000

    func drain() {
        guard !isDraining else { return }
        acceptAll()
        isDraining = true
        if let descriptor = listener?.descriptor { loop.unregister(descriptor) }
        listener = nil
        for token in connections.tokens() {
            guard let connection = connections[token] else { continue }
            if connection.phase == .open { startDraining(connection) }
        }
        _ = loop.schedule(Tags.drainDeadline, afterMilliseconds: settings.drainMilliseconds)
    }

    func startDraining(_ connection: Connection) {
        connection.http.announceShutdown()
        connection.http.ping()
        connection.timer = loop.schedule(
            connection.token, afterMilliseconds: Self.announcementMilliseconds)
        touch(connection)
    }

    /// Ends what the drain's time was not enough for.
    func abandonAll() {
        if calls.count > 0 {
            logger.warning("\(calls.count) calls were cut off by the drain's end")
        }
        for token in connections.tokens() {
            if let connection = connections[token] { lose(connection) }
        }
    }
}

extension Connection {
    /// Goes from announcing the end to refusing streams, once the gate has had a round trip.
    func drainStep(_ loop: EventLoop<ShardMessage>) {
        if let timer = timer.take() { loop.cancel(timer) }
        guard phase == .open, !isRefusing else { return }
        isRefusing = true
        http.refuseNewStreams()
    }
}
