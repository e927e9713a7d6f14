// One thread of the worker: its sockets, its calls, its queue and the threads its models run on.

import Logging
import Runtime
import Synchronization
import Wire

/// Serves connections on one thread and shares nothing but the models.
final class Shard {
    enum Tags {
        static let connection: UInt8 = 1
        static let call: UInt8 = 2
        static let listener = Token(tag: 3, generation: 0, index: 0)
        static let batchDelay = Token(tag: 3, generation: 0, index: 1)
        static let second = Token(tag: 3, generation: 0, index: 2)
        static let drainDeadline = Token(tag: 3, generation: 0, index: 3)
    }

    /// The calls that are under way at once, on all connections.
    private static let maximumCalls = 16 * Connection.maximumStreams

    let settings: WorkerSettings
    let models: ServedModels
    let gauges: ShardGauges
    let logger: Logger
    let loop: EventLoop<ShardMessage>
    /// What new connections are made with; those that are open keep theirs.
    var context: TLSContext
    let pool: EnginePool
    var listener: Listener?
    var connections: Slab<Connection>
    var calls: Slab<Call>
    let batcher: Batcher
    var replies = Replies()
    var scratch = ByteBuffer()
    let reader = InferenceReader()
    var heads: [ObjectIdentifier: AnswerHead] = [:]
    var touched: [Connection] = []
    /// Connections that had more to read when their share of a turn was over.
    var unfinished: [Connection] = []
    var heldBytes = 0
    var isDraining = false
    var isOver = false
    private var delayTimer: TimerID?
    private var warnings = WarningLimit()

    init(
        _ settings: WorkerSettings, _ models: ServedModels, _ gauges: ShardGauges,
        _ logger: Logger, _ context: TLSContext, _ listener: consuming Listener,
        _ loop: EventLoop<ShardMessage>
    ) throws(SystemError) {
        self.settings = settings
        self.models = models
        self.gauges = gauges
        self.logger = logger
        self.loop = loop
        connections = Slab(capacity: settings.maximumConnections, tag: Tags.connection)
        calls = Slab(capacity: Self.maximumCalls, tag: Tags.call)
        batcher = Batcher(settings.batching)
        self.context = context
        let mailbox = loop.mailbox
        pool = try EnginePool(threads: settings.engineThreads) { mailbox.post(.report($0)) }
        try loop.register(listener.descriptor, token: Tags.listener)
        self.listener = consume listener
        _ = loop.schedule(Tags.second, afterMilliseconds: 1000)
    }

    /// Serves until the worker is told to stop and everything is done.
    func run() {
        while !isOver {
            let wait = unfinished.isEmpty ? 60_000 : 0
            loop.turn(maximumWaitMilliseconds: wait) { event in
                switch event {
                case .ready(let token, let readiness): ready(token, readiness)
                case .timer(let token): timer(token)
                case .message(.report(let report)): finished(report)
                case .message(.renew(let settings)): renew(settings)
                case .message(.drain): drain()
                case .message(.abandon):
                    drain()
                    abandonAll()
                }
            }
            resumeUnfinished()
            runBatches()
            flushTouched()
            publish()
            if isDraining && connections.isEmpty && pool.isIdle { isOver = true }
        }
        pool.stop()
    }

    private func timer(_ token: Token) {
        switch token {
        case Tags.batchDelay: delayTimer = nil
        case Tags.second:
            _ = loop.schedule(Tags.second, afterMilliseconds: 1000)
            secondPassed()
        case Tags.drainDeadline: abandonAll()
        case _ where token.tag == Tags.call:
            if let call = calls[token] { deadlinePassed(call) }
        default:
            if let connection = connections[token] { connectionTimer(connection) }
        }
    }

    private func renew(_ settings: TLSSettings) {
        do throws(TLSError) {
            context = try TLSContext(settings)
        } catch {
            // The same settings made a context a moment ago, so this is our own want of memory.
            warn("certificates are not renewed: \(error)")
        }
    }

    /// Gives free threads the batches that are ready.
    private func runBatches() {
        while pool.hasRoom,
            let batch = batcher.takeReady(now: loop.now, isThreadIdle: pool.hasIdleThread)
        {
            batch.model.counters.countBatch(entries: batch.entries.count, rows: batch.rows)
            pool.run(batch)
        }
        guard delayTimer == nil, pool.hasIdleThread, let due = batcher.nextDue else { return }
        delayTimer = loop.schedule(
            Tags.batchDelay, afterMilliseconds: loop.now.milliseconds(until: due))
    }

    /// Logs a warning, unless there have been too many in this second.
    func warn(_ text: @autoclosure () -> String) {
        switch warnings.take(now: loop.now) {
        case .refused: return
        case .allowed(let suppressed):
            if suppressed > 0 { logger.warning("\(suppressed) warnings were left out") }
            logger.warning("\(text())")
        }
    }

    private func publish() {
        gauges.connections.store(connections.count, ordering: .relaxed)
        gauges.queueLength.store(batcher.queueLength, ordering: .relaxed)
        gauges.heldBytes.store(heldBytes, ordering: .relaxed)
        gauges.runningBatches.store(pool.runningCount, ordering: .relaxed)
    }
}
