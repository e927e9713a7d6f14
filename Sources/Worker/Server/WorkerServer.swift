// The worker as a whole: its shards, started and stopped together.

public import Logging
public import Runtime
import Synchronization
import Wire

/// Serves models to gates until it is told to stop.
public final class WorkerServer {
    /// The version that server metadata report.
    public static let version = "0.1.0"

    private var threads: [Runner] = []
    private let gauges: [ShardGauges]
    private let models: ServedModels
    /// Where it listens: with the port that the kernel chose if zero was asked for.
    public let boundAddress: SocketAddress

    private final class Runner {
        let mailbox: Mailbox<ShardMessage>
        private var thread: ShardThread?

        init(_ mailbox: Mailbox<ShardMessage>, _ thread: consuming ShardThread) {
            self.mailbox = mailbox
            self.thread = consume thread
        }

        func join() { thread.take()?.join() }
    }

    /// Starts the shards; the models are loaded and warm.
    public init(
        _ settings: WorkerSettings, _ models: ServedModels, logger: Logger,
        finished: @escaping @Sendable () -> Void = {}
    ) throws(WorkerFault) {
        self.models = models
        gauges = (0..<settings.shards).map { _ in ShardGauges() }
        var address = settings.listen
        for index in 0..<settings.shards {
            let listener: Listener
            do throws(SystemError) {
                listener = try Listener(address, reusePort: settings.shards > 1)
            } catch {
                throw .address("cannot listen on \(address): \(error)")
            }
            address = listener.boundAddress
            let gauges = gauges[index]
            let runner = try Self.start(
                index, settings, models, gauges, logger, listener, finished)
            threads.append(runner)
        }
        boundAddress = address
    }

    private static func start(
        _ index: Int, _ settings: WorkerSettings, _ models: ServedModels, _ gauges: ShardGauges,
        _ logger: Logger, _ listener: consuming Listener, _ finished: @escaping @Sendable () -> Void
    ) throws(WorkerFault) -> Runner {
        let context: TLSContext
        do throws(TLSError) {
            context = try TLSContext(settings.tls)
        } catch {
            throw .certificates("\(error)")
        }
        do throws(SystemError) {
            let loop = try EventLoop<ShardMessage>()
            let mailbox = loop.mailbox
            let handover = Handover(
                try Shard(settings, models, gauges, logger, context, listener, loop))
            let body: @Sendable () -> Void = {
                handover.take().run()
                finished()
            }
            return Runner(mailbox, try ShardThread.start(name: "shard-\(index)", body))
        } catch {
            throw .system("\(error)")
        }
    }

    /// Uses other certificates, keys and authorities for the connections that come from now on.
    ///
    /// - Throws: `.certificates` when they cannot be used; then nothing changes.
    public func renew(_ settings: WorkerSettings) throws(WorkerFault) {
        do throws(TLSError) {
            _ = try TLSContext(settings.tls)
        } catch {
            throw .certificates("\(error)")
        }
        for thread in threads { thread.mailbox.post(.renew(settings.tls)) }
    }

    /// Finishes what is under way, refuses what is new, and ends the shards.
    public func drain() {
        for thread in threads { thread.mailbox.post(.drain) }
    }

    /// Cuts off what a drain still waits for.
    public func abandon() {
        for thread in threads { thread.mailbox.post(.abandon) }
    }

    /// Waits until every shard has ended.
    public func join() {
        for thread in threads { thread.join() }
    }

    /// The metrics of all shards and models as Prometheus text.
    public func metrics() -> String {
        MetricsPage.text(models, gauges)
    }
}
