// One client's connection: its socket, its TLS, and the HTTP that was agreed on.

import Policy
import Runtime
import Wire

/// A client connection; owned by its shard's slab, and lets go of everything when it closes.
final class ClientConnection {
    /// How far the connection has come.
    enum Phase {
        case handshaking, http2, http1
        /// What is queued is still sent; nothing more is read.
        case closing
        /// All is sent; what the client still sends is thrown away, or the kernel would answer it
        /// with a reset, which overtakes our last words.
        case lingering
        case closed
    }

    let shard: Shard
    let address: SocketAddress?
    let tls: TLSConnection
    var token = Token(rawValue: 0)
    var socket: Socket?
    var phase = Phase.handshaking
    var http2: HTTP2Session?
    var http1: HTTP1Session?
    /// The request that HTTP/1.1 is busy with.
    var http1Request: Request?
    var certificate: PeerCertificate?
    var thumbprint: [UInt8] = []
    /// What the certificate maps to under the present snapshot.
    private var mapping: Result<CertificateIdentity, Refusal> = .failure(.certificateUnmapped)
    private var mappedUnder: UInt64 = 0
    var requestsInFlight = 0
    /// Whether it waits to be read from until the shard takes new work again.
    var isHeldBack = false
    var isDirty = false
    var timer: TimerID?
    private var lastActivity: Instant
    private var verificationsUntil: UInt64 = 0
    private var lingeredBytes = 0

    init(shard: Shard, socket: consuming Socket, context: TLSContext) throws(TLSError) {
        self.shard = shard
        self.address = socket.peerAddress()
        self.tls = try TLSConnection(context)
        self.socket = consume socket
        self.lastActivity = shard.loop.now
    }

    // MARK: Identity

    /// Gives the caller's name that the certificate maps to; checked anew after every change of trust.
    func mappedIdentity() throws(Refusal) -> CertificateIdentity {
        if mappedUnder != shard.snapshot.sequence { remap() }
        if let certificate, certificate.notAfterUnixSeconds * 1_000 <= shard.unixMilliseconds {
            throw .certificateUnmapped
        }
        return try mapping.get()
    }

    private func remap() {
        mappedUnder = shard.snapshot.sequence
        guard let certificate else { return }
        do throws(Refusal) {
            mapping = .success(
                try shard.snapshot.policies.identity.map(CertificateNames(certificate)))
        } catch {
            mapping = .failure(error)
        }
    }

    /// What the audit log calls a certificate that maps to nobody.
    var certificateName: String {
        guard let certificate else { return "" }
        return certificate.uriNames.first ?? certificate.dnsNames.first ?? certificate.commonName
            ?? "serial \(certificate.serialHex)"
    }

    /// Says whether this connection may buy one more signature check now.
    func mayVerify(at now: Instant) -> Bool {
        let interval = 1_000_000_000 / UInt64(Bounds.verificationsPerSecond)
        let earliest = max(verificationsUntil, now.nanoseconds)
        let horizon = now.nanoseconds + interval * UInt64(Bounds.verificationsBurst)
        guard earliest + interval <= horizon else { return false }
        verificationsUntil = earliest + interval
        return true
    }

    // MARK: Reading

    /// Reads what the socket has, up to the turn's budget, and takes it through TLS to HTTP.
    func read() {
        lastActivity = shard.loop.now
        guard !shard.isHeldBack else {
            if !isHeldBack { shard.readAgain(self) }
            isHeldBack = true
            return
        }
        // What was pipelined behind an answered request is read on before the socket is.
        if phase == .http1 { drainHTTP1Events() }
        var budget = Bounds.bytesPerTurn
        while phase != .closed, phase != .closing, phase == .lingering || http1?.wantsRead ?? true {
            guard budget > 0 else {
                shard.readAgain(self)
                break
            }
            let result = receiveCiphertext()
            if case .received(let count) = result {
                budget -= count
                takeThroughTLS()
                continue
            }
            if case .wouldBlock = result { break }
            close()
            return
        }
        shard.markDirty(self)
    }

    private func receiveCiphertext() -> ReceiveResult {
        guard socket != nil else { return .closed }
        return tls.inbound.fill(minimum: 16 << 10) { (output: inout OutputSpan<UInt8>) in
            socket?.receive(into: &output) ?? .closed
        }
    }

    private func takeThroughTLS() {
        if phase == .lingering {
            lingeredBytes += tls.inbound.count
            tls.inbound.clear()
            if lingeredBytes > Bounds.lingerBytes { close() }
            return
        }
        if phase == .handshaking {
            switch tls.handshake() {
            case .wantsInput: return
            case .failed(let fault):
                shard.handshakeFailed(self, fault.reason.name, fault.text)
                phase = .closing
                return
            case .complete: handshakeCompleted()
            }
        }
        var plaintext = exchange(&shard.plaintextScratch, with: ByteBuffer())
        decrypt(through: &plaintext)
        shard.plaintextScratch = plaintext
    }

    private func decrypt(through plaintext: inout ByteBuffer) {
        while phase == .http2 || phase == .http1 {
            plaintext.clear()
            switch tls.read(into: &plaintext, atMost: 64 << 10) {
            case .bytes: handle(plaintext.readable)
            case .wantsInput: return
            case .closed, .failed:
                close()
                return
            }
        }
    }

    private func handle(_ plaintext: Span<UInt8>) {
        if let http2 {
            do throws(HTTP2Fault) {
                try http2.receive(plaintext)
                drainHTTP2Events()
            } catch {
                drainHTTP2Events()
                shard.connectionBroken(self, "http2_broken", "\(error.reason)")
                phase = .closing
            }
        } else if let http1 {
            http1.receive(plaintext)
            drainHTTP1Events()
        }
    }

    private func handshakeCompleted() {
        certificate = tls.peerCertificate()
        guard let certificate else {
            close()
            return
        }
        thumbprint = certificate.thumbprintSHA256
        shard.handshakeCompleted(self)
        if tls.negotiatedProtocol == .h2 {
            http2 = HTTP2Session(.server, shard.clientHTTP2Settings)
            phase = .http2
        } else {
            http1 = HTTP1Session()
            phase = .http1
        }
        // Who came during a drain is served once and told to go elsewhere.
        if shard.drain != .serving { announceShutdown() }
    }

    // MARK: Writing

    /// Sends what the turn has produced; called once per turn for each connection that changed.
    func flush() {
        isDirty = false
        guard phase != .closed, phase != .lingering else { return }
        let isSent = encryptAndSend()
        // Writing frames makes room and ends streams: what that allows is done now.
        if http2 != nil { drainHTTP2Events() }
        guard isSent else { return }
        if phase == .closing, tls.outbound.isEmpty { linger() }
        if let http2, phase == .http2, !http2.wantsRead, !http2.wantsWrite { linger() }
    }

    /// Says that no more will come, and waits a moment for the client to have read it.
    private func linger() {
        phase = .lingering
        socket?.shutdownWriting()
        shard.clientLingers(self)
        shard.readAgain(self)
    }

    /// Takes HTTP's output through TLS to the socket; false when the socket is full or broken.
    private func encryptAndSend() -> Bool {
        var scratch = exchange(&shard.plaintextScratch, with: ByteBuffer())
        var more = true
        var isSent = true
        while more, isSent {
            more = encrypt(through: &scratch)
            isSent = send()
        }
        shard.plaintextScratch = scratch
        return isSent
    }

    /// Moves HTTP's output through TLS; true when a bound, not emptiness, ended it.
    private func encrypt(through scratch: inout ByteBuffer) -> Bool {
        guard let http2 else { return false }
        while tls.outbound.count < Bounds.unsentBytes {
            scratch.clear()
            let more = http2.writeOutput(into: &scratch, atMost: 64 << 10)
            if !scratch.isEmpty, case .failed = tls.write(scratch.readable) {
                close()
                return false
            }
            if !more { return false }
        }
        return true
    }

    /// Sends ciphertext until the socket is full; false when it is full or broken.
    private func send() -> Bool {
        while !tls.outbound.isEmpty {
            let result = Self.send(&tls.outbound, through: &socket)
            switch result {
            case .sent(let count): tls.outbound.consume(count)
            case .wouldBlock: return false
            case .failed:
                close()
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

    /// The socket's descriptor, while it is open.
    var socketDescriptor: Int32? { socket?.descriptor }

    /// Where the caller is, as policies see it.
    var sourceAddress: SourceAddress? { SourceAddress(address) }

    /// Queues plaintext that HTTP/1.1 wrote.
    func write(_ plaintext: Span<UInt8>) {
        if case .failed = tls.write(plaintext) { close() }
        shard.markDirty(self)
    }

    // MARK: Ending

    /// Whether it has been without a request and without bytes for too long.
    func isIdle(at now: Instant) -> Bool {
        requestsInFlight == 0
            && now >= lastActivity.advanced(byMilliseconds: Bounds.idleConnectionMilliseconds)
    }

    /// Closes the socket at once; requests in flight learn that their client left.
    func close() {
        guard phase != .closed else { return }
        phase = .closed
        shard.clientClosed(self)
        socket = nil
        http2 = nil
        http1 = nil
    }
}
