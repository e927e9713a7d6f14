// The admin port: metrics, health and readiness, for this machine only, on a thread of its own.

import Gateway
import Runtime
import Wire

/// Serves `GET /metrics`, `/healthz` and `/readyz`; nothing else is there yet.
final class AdminServer {
    private static let maximumConnections = 64
    private static let idleMilliseconds = 30_000
    /// A page without every shard's numbers would make counters run backwards, so it is not given.
    private static let scrapeMilliseconds = 2_000
    private static let listening = Token(rawValue: 1)
    private static let tick = Token(rawValue: 2)

    private let listener: Listener
    private let loop: EventLoop<AdminMessage>
    private let tally: WriterTally
    private var connections = Slab<AdminConnection>(capacity: maximumConnections, tag: 1)
    private var state = ControlState()
    private var shards: [Mailbox<ShardMessage>] = []
    private var isAuditFailing = false
    private var isRunning = true
    private var round: ScrapeRound?
    private var nextNumber: UInt64 = 1
    /// Connections that asked for metrics after the round under way had begun.
    private var queued: [Token] = []

    /// Listens, so that a taken port is known before anything else starts.
    init(_ address: SocketAddress, tally: WriterTally) throws(SystemError) {
        listener = try Listener(address, backlog: 64, reusePort: false)
        loop = try EventLoop<AdminMessage>()
        self.tally = tally
    }

    /// Where other threads post.
    var mailbox: Mailbox<AdminMessage> { loop.mailbox }

    /// Where it listens.
    var address: SocketAddress { listener.boundAddress }

    /// Serves until told to stop.
    func run() throws(SystemError) {
        try loop.register(listener.descriptor, token: Self.listening)
        _ = loop.schedule(Self.tick, afterMilliseconds: 1_000)
        while isRunning {
            loop.turn(maximumWaitMilliseconds: 1_000) { event in handle(event) }
        }
        for token in connections.tokens() { close(token) }
    }

    private func handle(_ event: LoopEvent<AdminMessage>) {
        switch event {
        case .ready(Self.listening, _): accept()
        case .ready(let token, _): serve(token)
        case .timer: tick()
        case .message(let message): receive(message)
        }
    }

    private func receive(_ message: AdminMessage) {
        switch message {
        case .state(let state): self.state = state
        case .shards(let shards): self.shards = shards
        case .auditFailing(let isFailing): isAuditFailing = isFailing
        case .counters(let shard, let number, let counters):
            guard round?.number == number else { return }
            round?.add(counters, shard: shard)
            if round?.isComplete == true { endRound() }
        case .stop: isRunning = false
        }
    }

    private func tick() {
        _ = loop.schedule(Self.tick, afterMilliseconds: 1_000)
        if let started = round?.started,
            started.advanced(byMilliseconds: Self.scrapeMilliseconds) < loop.now
        {
            endRound()
        }
        for token in connections.tokens() {
            guard let connection = connections[token] else { continue }
            let end = connection.lastUse.advanced(byMilliseconds: Self.idleMilliseconds)
            if end < loop.now { close(token) }
        }
        // After a failure to accept no edge comes; the tick is the second try.
        accept()
    }

    // MARK: Connections

    private func accept() {
        while true {
            switch listener.accept() {
            case .accepted(let socket): add(socket)
            case .none: return
            case .failed: return
            }
        }
    }

    private func add(_ socket: consuming Socket) {
        let connection = AdminConnection(socket, now: loop.now)
        // A full table closes the newcomer: dropping the connection closes its socket.
        guard let token = connections.insert(connection) else { return }
        do throws(SystemError) {
            try loop.register(connection.descriptor, token: token)
        } catch {
            _ = connections.remove(token)
        }
    }

    private func close(_ token: Token) {
        guard let connection = connections.remove(token) else { return }
        loop.unregister(connection.descriptor)
    }

    private func serve(_ token: Token) {
        guard let connection = connections[token] else { return }
        connection.lastUse = loop.now
        guard connection.flush() else { return close(token) }
        while !connection.isBusy {
            switch connection.read() {
            case .waiting: return
            case .over: return close(token)
            case .request(let request):
                answer(request, connection, token)
                guard connection.flush() else { return close(token) }
            }
        }
    }

    private func answer(
        _ request: AdminConnection.Request, _ connection: AdminConnection, _ token: Token
    ) {
        switch request {
        case .metrics:
            queued.append(token)
            startRound()
        case .health: connection.answer(status: 200, "ok\n")
        case .readiness:
            if let reason = isAuditFailing ? "the audit log cannot be written" : state.unreadyReason
            {
                connection.answer(status: 503, "not ready: \(reason)\n")
            } else {
                connection.answer(status: 200, "ready\n")
            }
        case .notAllowed: connection.answer(status: 405, "only GET is served here\n")
        case .notFound:
            connection.answer(
                status: 404, "nothing is here; there are /metrics, /healthz and /readyz\n")
        }
    }

    // MARK: Metrics

    private func startRound() {
        guard round == nil, !queued.isEmpty else { return }
        let waiting = exchange(&queued, with: [])
        round = ScrapeRound(
            number: nextNumber, waiting: waiting, shards: shards.count, started: loop.now)
        for shard in shards { shard.post(.scrape(nextNumber)) }
        nextNumber += 1
        if shards.isEmpty { endRound() }
    }

    private func endRound() {
        guard let ended = round.take() else { return }
        let page = MetricsPage.text(ended.sum, state, tally, process: .now())
        for token in ended.waiting {
            guard let connection = connections[token] else { continue }
            if ended.isComplete {
                connection.answer(
                    status: 200, page, contentType: "text/plain; version=0.0.4; charset=utf-8")
            } else {
                connection.answer(status: 503, "a shard did not answer in time\n")
            }
            if connection.flush() { serve(token) } else { close(token) }
        }
        startRound()
    }
}
