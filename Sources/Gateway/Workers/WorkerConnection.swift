// One shard's HTTP/2 connection to one worker: connects, proves the region, asks for readiness, carries tries.

import Policy
import Runtime
import Wire

/// A shard's connection to one worker address; made once, and reconnected with jittered backoff.
final class WorkerConnection {
    /// How far the connection has come.
    enum Phase {
        /// Waits for its timer.
        case resting
        case connecting, handshaking, open
        /// The worker said GOAWAY: what is in flight may finish, nothing new starts.
        case leaving
    }

    let shard: Shard
    let index: Int
    let address: SocketAddress
    let pool: Int
    private(set) var phase = Phase.resting
    private var socket: Socket?
    private var tls: TLSConnection?
    private(set) var http2: HTTP2Session?
    /// The region that this connection's certificate proves; nil unless open.
    private(set) var region: RegionIndex?
    private(set) var regionName = ""
    /// The last region proven here: a dead worker's region still counts as serving.
    private(set) var lastRegionName: String?
    /// Which model versions the worker says are ready.
    var readiness = ReadinessTable()
    private(set) var outstanding = 0
    var isDirty = false
    private var backoffMilliseconds = Bounds.reconnectMilliseconds.lowerBound
    private var timer: TimerID?
    /// When the oldest readiness question that has had no answer was asked.
    private var unansweredSince: Instant?

    init(shard: Shard, index: Int, address: SocketAddress, pool: Int) {
        self.shard = shard
        self.index = index
        self.address = address
        self.pool = pool
    }

    /// Whether a try may be sent now.
    var isOpen: Bool { phase == .open && http2 != nil }

    // MARK: Connecting

    /// Starts to connect; what fails is tried again later.
    func connect() {
        guard phase == .resting else { return }
        do throws(SystemError) {
            let socket = try Socket.connect(to: address)
            try shard.loop.register(socket.descriptor, token: ShardToken.worker(index))
            self.socket = consume socket
            phase = .connecting
            timer = shard.loop.schedule(
                ShardToken.workerTimer(index), afterMilliseconds: Bounds.handshakeMilliseconds)
        } catch {
            rest(because: "cannot connect: \(error)")
        }
    }

    /// Something is due: a reconnect, a connect that took too long, or the next readiness question.
    func timerFired() {
        timer = nil
        switch phase {
        case .resting: connect()
        case .connecting, .handshaking: fail("did not connect in time")
        case .open, .leaving: probe()
        }
    }

    /// The socket has something to say.
    func ready(_ readiness: Readiness) {
        if phase == .connecting {
            if let error = socket?.connectionError() {
                fail("cannot connect: \(error)")
                return
            }
            guard readiness.contains(.writable) else { return }
            startTLS()
        }
        if readiness.contains(.readable) || readiness.contains(.hangup) { read() }
        shard.markDirty(self)
    }

    private func startTLS() {
        do throws(TLSError) {
            tls = try TLSConnection(shard.workerContext, serverName: nil)
            phase = .handshaking
            continueHandshake()
        } catch {
            fail("cannot start TLS: \(error)")
        }
    }

    private func continueHandshake() {
        guard let tls else { return }
        switch tls.handshake() {
        case .wantsInput: return
        case .failed(let fault): fail("TLS: \(fault.text)")
        case .complete:
            if let problem = proveRegion(tls.peerCertificate()) {
                shard.notice(.warning, "worker \(address) refused: \(problem)")
                fail(nil)
                return
            }
            opened()
        }
    }

    /// Reads the region from the certificate; gives what is wrong with it, or nil.
    private func proveRegion(_ certificate: PeerCertificate?) -> String? {
        guard let certificate else { return "it showed no certificate" }
        let snapshot = shard.snapshot
        switch WorkerIdentity.prove(
            certificate, snapshot: snapshot, pool: shard.configuration.pools[pool])
        {
        case .failure(let problem): return problem.text
        case .success(let region):
            self.region = region
            regionName = snapshot.policies.regions[Int(region.rawValue)].name
            lastRegionName = regionName
            return nil
        }
    }

    private func opened() {
        phase = .open
        http2 = HTTP2Session(.client, shard.workerHTTP2Settings)
        backoffMilliseconds = Bounds.reconnectMilliseconds.lowerBound
        unansweredSince = nil
        if let timer { shard.loop.cancel(timer) }
        shard.notice(.info, "worker \(address) connected, region \(regionName)")
        probe()
    }

    // MARK: Moving bytes

    private func read() {
        while phase != .resting {
            let result = receiveCiphertext()
            switch result {
            case .received: takeThroughTLS()
            case .wouldBlock: return
            case .closed:
                fail("closed the connection")
            case .failed(let error):
                fail("\(error)")
            }
        }
    }

    private func receiveCiphertext() -> ReceiveResult {
        guard let tls, socket != nil else { return .closed }
        return tls.inbound.fill(minimum: 64 << 10) { (output: inout OutputSpan<UInt8>) in
            socket?.receive(into: &output) ?? .closed
        }
    }

    private func takeThroughTLS() {
        if phase == .handshaking { continueHandshake() }
        guard phase == .open || phase == .leaving, let tls else { return }
        var plaintext = exchange(&shard.plaintextScratch, with: ByteBuffer())
        decrypt(tls, through: &plaintext)
        shard.plaintextScratch = plaintext
    }

    private func decrypt(_ tls: TLSConnection, through plaintext: inout ByteBuffer) {
        while phase == .open || phase == .leaving {
            plaintext.clear()
            switch tls.read(into: &plaintext, atMost: 64 << 10) {
            case .bytes: handle(plaintext.readable)
            case .wantsInput: return
            case .closed:
                fail("closed the connection")
            case .failed(let fault):
                fail("TLS: \(fault.text)")
            }
        }
    }

    private func handle(_ plaintext: Span<UInt8>) {
        guard let http2 else { return }
        do throws(HTTP2Fault) {
            try http2.receive(plaintext)
            drainEvents()
        } catch {
            drainEvents()
            fail("broke HTTP/2: \(error)")
        }
    }

    private func drainEvents() {
        while let event = http2?.nextEvent() {
            switch event {
            case .head(let stream): shard.workerHead(stream)
            case .data(let stream): if !ownData(stream) { shard.workerData(stream, over: self) }
            case .ended(let stream): if !ownEnd(stream) { shard.workerEnded(stream) }
            case .outgoingDrained(let stream): shard.workerDrained(stream)
            case .closed(let stream, let code): streamClosed(stream, code)
            case .goaway: if phase == .open { phase = .leaving }
            default: break
            }
        }
        if phase == .leaving, http2?.activeStreams == 0 { fail(nil) }
    }

    private func streamClosed(_ stream: HTTP2Stream, _ code: HTTP2ErrorCode) {
        guard !ShardToken.isProbe(stream.tag) else { return }
        outstanding -= 1
        shard.workerClosed(stream, code)
    }

    /// Sends what the turn has produced.
    func flush() {
        isDirty = false
        guard let tls else { return }
        var scratch = exchange(&shard.plaintextScratch, with: ByteBuffer())
        var more = true
        while more {
            more = encrypt(tls, through: &scratch)
            if !send(tls) { more = false }
        }
        shard.plaintextScratch = scratch
        // Writing frames makes room and ends streams: what that allows is done now.
        drainEvents()
    }

    private func encrypt(_ tls: TLSConnection, through scratch: inout ByteBuffer) -> Bool {
        guard let http2 else { return false }
        while tls.outbound.count < Bounds.unsentBytes {
            scratch.clear()
            let more = http2.writeOutput(into: &scratch, atMost: 64 << 10)
            if !scratch.isEmpty, case .failed = tls.write(scratch.readable) {
                fail("TLS cannot write")
                return false
            }
            if !more { return false }
        }
        return true
    }

    private func send(_ tls: TLSConnection) -> Bool {
        while !tls.outbound.isEmpty {
            switch Self.send(&tls.outbound, through: &socket) {
            case .sent(let count): tls.outbound.consume(count)
            case .wouldBlock: return false
            case .failed(let error):
                fail("\(error)")
                return false
            }
        }
        return true
    }

    private static func send(_ buffer: inout ByteBuffer, through socket: inout Socket?)
        -> SendResult
    {
        guard socket != nil else { return .wouldBlock }
        return socket?.send(buffer.readable) ?? .wouldBlock
    }

    // MARK: Tries

    /// Opens a stream for one try; consumes the dispatch, without which nothing can be sent.
    ///
    /// Gives nil when the worker allows no more streams now.
    func send(
        _ dispatch: consuming Dispatch, _ headers: borrowing HeaderBlock, tag: UInt64
    ) -> HTTP2Stream? {
        precondition(dispatch.region == region, "a dispatch is for one region")
        guard let stream = http2?.request(headers, endStream: false) else { return nil }
        stream.tag = tag
        outstanding += 1
        shard.markDirty(self)
        return stream
    }

    // MARK: Readiness

    /// Asks whether each model version is ready, and schedules the next question.
    func probe() {
        guard phase == .open, let http2 else { return }
        if let unansweredSince {
            let waited = unansweredSince.milliseconds(until: shard.loop.now)
            // Nothing new is sent to a silent worker; what is on it has its own deadlines.
            if waited > Bounds.probeMilliseconds { silence() }
            if waited > Bounds.silentWorkerMilliseconds {
                fail("did not answer a readiness question")
                return
            }
        } else if readiness.ask(over: http2, shard: shard) > 0 {
            unansweredSince = shard.loop.now
        }
        shard.markDirty(self)
        timer = shard.loop.schedule(
            ShardToken.workerTimer(index),
            afterMilliseconds: max(1, shard.configuration.readinessIntervalMilliseconds))
    }

    private func silence() {
        guard readiness.count > 0 else { return }
        shard.notice(.warning, "worker \(address) is silent: nothing new is sent to it")
        readiness.clear()
    }

    private func ownData(_ stream: HTTP2Stream) -> Bool {
        guard ShardToken.isProbe(stream.tag) else { return false }
        if stream.body.count > Bounds.probeBytes { http2?.reset(stream, .cancel) }
        return true
    }

    private func ownEnd(_ stream: HTTP2Stream) -> Bool {
        guard ShardToken.isProbe(stream.tag) else { return false }
        http2?.consumed(stream, stream.body.count)
        readiness.answered(stream)
        unansweredSince = nil
        return true
    }

    /// Adopts a changed policy set: the region must still exist, and readiness is laid out anew.
    func adopt() {
        readiness.layOut(shard.snapshot.policies)
        guard phase == .open || phase == .leaving else { return }
        guard let tls, proveRegion(tls.peerCertificate()) == nil else {
            fail("its region is not in the policy set any more")
            return
        }
        if let timer { shard.loop.cancel(timer) }
        unansweredSince = nil
        probe()
    }

    // MARK: Ending

    /// Closes the connection; every try on it fails, and it connects again later.
    func fail(_ reason: String?) {
        guard phase != .resting else { return }
        if let reason, phase == .open {
            shard.notice(.warning, "worker \(address) lost: \(reason)")
        }
        rest(because: reason)
    }

    private func rest(because reason: String?) {
        let lost = http2
        if let descriptor = socket?.descriptor { shard.loop.unregister(descriptor) }
        socket = nil
        tls = nil
        http2 = nil
        region = nil
        readiness.clear()
        phase = .resting
        outstanding = 0
        if let timer { shard.loop.cancel(timer) }
        let jitter = Int(Entropy.next() % UInt64(backoffMilliseconds + 1))
        timer = shard.loop.schedule(
            ShardToken.workerTimer(index),
            afterMilliseconds: backoffMilliseconds / 2 + jitter / 2 + 1)
        backoffMilliseconds = min(
            backoffMilliseconds * 2, Bounds.reconnectMilliseconds.upperBound)
        if lost != nil { shard.workerLost(self) }
    }
}
