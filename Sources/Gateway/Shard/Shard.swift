// One shard: a thread that owns its sockets, timers, connections and counters, and shares nothing.

import Policy
import Runtime
import Wire

/// A thread's whole world: built inside the thread's body, it never leaves it.
final class Shard {
    let index: Int
    let configuration: GatewayConfiguration
    let shared: SharedState
    let loop: EventLoop<ShardMessage>
    let reports: Mailbox<ShardReport>
    let recorder: Mailbox<RecordBatch>

    // What the present snapshot says, in this shard's own objects.
    var snapshot: Snapshot
    var gate: Gate
    var verifier: TokenVerifier
    var clientContext: TLSContext
    var workerContext: TLSContext
    var callers: CallerMemory
    var places: PlaceMemory
    var zones = ZoneMemory()
    var limits = LimitTable()
    /// The store that all gates share; nil when none is configured, and then all limits are local.
    let store: RedisStore?

    var listeners: [ListenerBox] = []
    var clients = Slab<ClientConnection>(
        capacity: Bounds.clientConnectionsPerShard, tag: ShardToken.Kind.client.rawValue)
    var requests = Slab<Request>(
        capacity: Bounds.requestsPerShard, tag: ShardToken.Kind.request.rawValue)
    var workers: [WorkerConnection] = []

    var counters = ShardCounters()
    var tally = RequestTally()
    var records: [Record] = []
    var connectionRecords: [ConnectionRecord] = []

    /// Connections to flush at the end of the turn.
    private var dirtyClients: [ClientConnection] = []
    private var dirtyWorkers: [WorkerConnection] = []
    /// Connections whose budget ended before their socket was empty.
    private var unread: [ClientConnection] = []

    var plaintextScratch = ByteBuffer(capacity: 64 << 10)
    var tokenScratch = ByteBuffer(capacity: 4 << 10)
    var textScratch = ByteBuffer(capacity: 64)
    var bodyScratch = ByteBuffer(capacity: 4 << 10)
    let headScratch = HeaderBox()
    let workerHeadScratch = HeaderBox()
    var callerSerial: UInt64 = 0
    let clientHTTP2Settings: HTTP2Session.Settings
    let workerHTTP2Settings: HTTP2Session.Settings
    let probeHeaders: HeaderBox

    var unixMilliseconds: Int64
    var drain = DrainState.serving
    /// Whether clients are not read from, since the audit log has to catch up.
    private(set) var isHeldBack = false
    /// Connections accepted since the drain began.
    var newcomers = 0
    var isRunning = true

    init(
        index: Int, configuration: GatewayConfiguration, shared: SharedState, snapshot: Snapshot,
        loop: EventLoop<ShardMessage>, reports: Mailbox<ShardReport>,
        recorder: Mailbox<RecordBatch>
    ) throws(ShardError) {
        self.index = index
        self.configuration = configuration
        self.shared = shared
        self.loop = loop
        self.reports = reports
        self.recorder = recorder
        self.snapshot = snapshot
        self.gate = Gate(policies: snapshot.policies)
        let trust = try Trust(snapshot)
        self.verifier = trust.verifier
        self.clientContext = trust.clientContext
        self.workerContext = trust.workerContext
        self.store = try Self.makeStore(
            configuration, loop: loop, tenantKeys: snapshot.tenantKeys)
        self.callers = CallerMemory(capacity: Bounds.rememberedTokens)
        self.places = PlaceMemory(snapshot.policies, configuration)
        self.clientHTTP2Settings = Self.settings(streams: 100)
        self.workerHTTP2Settings = Self.settings(streams: 1_000)
        self.probeHeaders = HeaderBox.readinessQuestion()
        self.unixMilliseconds = WallClock.unixMilliseconds()
        tally.layOut(snapshot.policies)
        makeWorkers()
    }

    private static func settings(streams: Int) -> HTTP2Session.Settings {
        var settings = HTTP2Session.Settings()
        settings.maximumConcurrentStreams = streams
        settings.initialStreamWindowBytes = Bounds.streamWindowBytes
        settings.connectionWindowBytes = Bounds.connectionWindowBytes
        return settings
    }

    private func makeWorkers() {
        for (poolIndex, pool) in configuration.pools.enumerated() {
            for address in pool.addresses {
                let worker = WorkerConnection(
                    shard: self, index: workers.count, address: address, pool: poolIndex)
                worker.readiness.layOut(snapshot.policies)
                workers.append(worker)
            }
        }
    }

    // MARK: The loop

    /// Listens, connects to the workers and serves until told to stop.
    func run() {
        do throws(SystemError) {
            try listen()
        } catch {
            reports.post(.failed(shard: index, "\(error)"))
            return
        }
        for worker in workers { worker.connect() }
        store?.connection.start()
        _ = loop.schedule(ShardToken.make(.tick, 0), afterMilliseconds: 1_000)
        while isRunning {
            isHeldBack = shared.backlog.isFull
            let wait = isHeldBack ? Bounds.heldBackMilliseconds : 1_000
            loop.turn(maximumWaitMilliseconds: hasWork ? 0 : wait) { event in
                handle(event)
            }
            readUnread()
            serveStore()
            flush()
            postRecords(all: true)
        }
        end()
    }

    /// Whether a turn's budget ended before its work did.
    private var hasWork: Bool {
        !unread.isEmpty && !isHeldBack || !dirtyClients.isEmpty || !dirtyWorkers.isEmpty
            || store?.connection.needsFlush == true
    }

    private func listen() throws(SystemError) {
        for (number, address) in configuration.listeners.enumerated() {
            let box = try ListenerBox(address)
            try loop.register(
                box.descriptor, token: ShardToken.make(.listener, UInt64(number)))
            listeners.append(box)
        }
        reports.post(.serving(shard: index, loop.mailbox, listeners.map(\.boundAddress)))
    }

    private func handle(_ event: LoopEvent<ShardMessage>) {
        switch event {
        case .ready(let token, let readiness): ready(token, readiness)
        case .timer(let token): timerFired(token)
        case .message(let message): receive(message)
        }
    }

    private func ready(_ token: Token, _ readiness: Readiness) {
        let number = ShardToken.number(token)
        switch ShardToken.kind(token) {
        case .listener: accept(Int(number))
        case .client:
            guard let client = clients[token] else { return }
            if readiness.contains(.readable) || readiness.contains(.hangup) { client.read() }
            markDirty(client)
        case .worker: workers[Int(number)].ready(readiness)
        case .store: store?.connection.ready(token, readiness)
        default: break
        }
    }

    private func timerFired(_ token: Token) {
        let number = ShardToken.number(token)
        switch ShardToken.kind(token) {
        case .listener: accept(Int(number))
        case .clientTimer: clientTimerFired(ShardToken.retag(token, .client))
        case .workerTimer: workers[Int(number)].timerFired()
        case .request: requests[token].map(deadlinePassed)
        case .tryTimer: requests[ShardToken.retag(token, .request)].map(tryTimedOut)
        case .store: store?.connection.timerFired(token)
        case .tick: tick()
        case .drain: drainStep(number)
        default: break
        }
    }

    private func receive(_ message: ShardMessage) {
        switch message {
        case .adopt(let snapshot): adopt(snapshot)
        case .scrape(let number):
            reports.post(.counters(shard: index, scrape: number, exportedCounters()))
        case .drain: beginDrain()
        case .stop: isRunning = false
        case .flightEnded(let waiter): flightEnded(waiter)
        }
    }

    private func tick() {
        unixMilliseconds = WallClock.unixMilliseconds()
        forEachClient { $0.http2?.passed(seconds: 1) }
        for worker in workers { worker.http2?.passed(seconds: 1) }
        _ = loop.schedule(ShardToken.make(.tick, 0), afterMilliseconds: 1_000)
    }

    // MARK: Turn's end

    func markDirty(_ client: ClientConnection) {
        guard !client.isDirty else { return }
        client.isDirty = true
        dirtyClients.append(client)
    }

    func markDirty(_ worker: WorkerConnection) {
        guard !worker.isDirty else { return }
        worker.isDirty = true
        dirtyWorkers.append(worker)
    }

    /// Remembers a connection whose socket still has bytes: an edge will not come again.
    func readAgain(_ client: ClientConnection) { unread.append(client) }

    private func readUnread() {
        guard !unread.isEmpty else { return }
        let again = exchange(&unread, with: [])
        for client in again {
            client.isHeldBack = false
            client.read()
        }
    }

    /// Flushes until nothing changes: a flush may fail a worker, which answers clients.
    private func flush() {
        for _ in 0..<4 where !dirtyClients.isEmpty || !dirtyWorkers.isEmpty {
            let workers = exchange(&dirtyWorkers, with: [])
            for worker in workers { worker.flush() }
            let clients = exchange(&dirtyClients, with: [])
            for client in clients { client.flush() }
        }
    }

    func notice(_ level: Notice.Level, _ text: String) {
        reports.post(.notice(shard: index, Notice(level, text)))
    }
}
