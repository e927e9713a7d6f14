// The worker's slow side: signals, the end of its shards, and the metrics page.

import Logging
import Runtime

/// Waits on the main thread for what ends the worker, and answers `GET /metrics` meanwhile.
final class ControlLoop {
    private enum Message: Sendable {
        case shardFinished
    }

    /// SIGHUP, the same number on every Linux.
    private static let hangUp: Int32 = 1
    private static let signalToken = Token(tag: 1, generation: 0, index: 0)

    private let loop: EventLoop<Message>
    private let signals: SignalReader
    private let metrics: MetricsListener?
    private let logger: Logger

    /// Takes the signals and the metrics address, before any thread is started.
    init(metrics address: SocketAddress?, _ logger: Logger) throws(WorkerFault) {
        self.logger = logger
        do throws(SystemError) {
            signals = try SignalReader()
            loop = try EventLoop()
            try loop.register(signals.descriptor, token: Self.signalToken)
        } catch {
            throw .system("\(error)")
        }
        do throws(SystemError) {
            metrics = try address.map { address throws(SystemError) in
                try MetricsListener(address)
            }
            if let metrics {
                try loop.register(metrics.descriptor, token: MetricsListener.token)
                logger.notice("metrics at http://\(metrics.boundAddress)/metrics")
            }
        } catch {
            throw .address("cannot serve metrics: \(error)")
        }
    }

    /// Called by each shard's thread at its end.
    var shardFinished: @Sendable () -> Void {
        let mailbox = loop.mailbox
        return { mailbox.post(.shardFinished) }
    }

    /// Serves until all shards have ended.
    ///
    /// - Parameter settings: reads them again from their files, for SIGHUP.
    func run(
        _ server: WorkerServer, shards: Int,
        settings: () throws(WorkerFault) -> WorkerSettings
    ) {
        var left = shards
        var isDraining = false
        while left > 0 {
            loop.turn(maximumWaitMilliseconds: 60_000) { event in
                switch event {
                case .message(.shardFinished): left -= 1
                case .ready(Self.signalToken, _):
                    while let signal = signals.next() {
                        if signal == Self.hangUp {
                            renew(server, settings)
                        } else {
                            stop(server, &isDraining)
                        }
                    }
                case .ready(let token, _): metrics?.ready(token, on: loop, server.metrics)
                case .timer(let token): metrics?.tooLate(token, on: loop)
                }
            }
        }
        server.join()
    }

    private func renew(
        _ server: WorkerServer, _ settings: () throws(WorkerFault) -> WorkerSettings
    ) {
        do throws(WorkerFault) {
            try server.renew(try settings())
            logger.notice("certificates were read again; new connections use them")
        } catch {
            logger.error("certificates stay as they were: \(error)")
        }
    }

    private func stop(_ server: WorkerServer, _ isDraining: inout Bool) {
        if isDraining {
            logger.warning("told to stop again: what is under way is cut off")
            server.abandon()
        } else {
            logger.notice("told to stop: finishing what is under way")
            isDraining = true
            server.drain()
        }
    }
}
