// A gate for the tests: one connection, as many calls as wanted, all on the test's own thread.

import Runtime
import Testing
import Wire

/// What came back on one stream.
final class TestCall {
    let stream: HTTP2Stream
    fileprivate(set) var isOver = false
    fileprivate(set) var resetCode: HTTP2ErrorCode?
    fileprivate(set) var body: [UInt8] = []

    fileprivate init(_ stream: HTTP2Stream) {
        self.stream = stream
    }

    /// A field of the head or, failing that, of the trailers.
    func field(_ name: String) -> String? {
        Self.field(name, stream.trailers) ?? Self.field(name, stream.headers)
    }

    var grpcStatus: GRPCStatus? {
        field("grpc-status").flatMap(Int.init).flatMap(GRPCStatus.init(rawValue:))
    }

    private static func field(_ name: String, _ block: borrowing HeaderBlock) -> String? {
        let wanted = Array(name.utf8)
        guard let at = block.first(named: wanted.span) else { return nil }
        let value = block.value(at)
        return String(decoding: value.indices.map { value[$0] }, as: UTF8.self)
    }
}

/// Speaks HTTP/2 over mutual TLS to a worker.
final class GateClient {
    private let socket: Socket
    private let tls: TLSConnection
    private let http: HTTP2Session
    private let loop: EventLoop<Int>
    private var calls: [Int32: TestCall] = [:]
    private var isEstablished = false
    /// Whether the worker has closed the connection.
    private(set) var isClosed = false
    /// How often the worker has said GOAWAY.
    private(set) var goaways = 0

    init(
        _ address: SocketAddress, as name: String = "gate",
        protocols: [ApplicationProtocol] = [.h2]
    ) throws {
        socket = try Socket.connect(to: address)
        let settings = TestCertificates.shared.settings(.client, name, protocols: protocols)
        tls = try TLSConnection(TLSContext(settings))
        http = HTTP2Session(.client, HTTP2Session.Settings())
        loop = try EventLoop<Int>()
        try loop.register(socket.descriptor, token: Token(rawValue: 1))
    }

    /// The URI names that the worker's certificate proves.
    var workerNames: [String] { tls.peerCertificate()?.uriNames ?? [] }

    /// Sends a request; `body` is sent as it is, and nil leaves the request open without one.
    func start(
        _ method: String, _ body: [UInt8]?, isComplete: Bool = true,
        fields: [(StaticString, String)] = [], verb: String = "POST",
        contentType: String = "application/grpc"
    ) throws -> TestCall {
        wait { isEstablished || isClosed }
        var head = HeaderBlock()
        head.append(.method, utf8: verb)
        head.append(.scheme, "https")
        head.append(.path, utf8: "/inference.GRPCInferenceService/\(method)")
        head.append(.authority, "worker.test")
        head.append(.contentType, utf8: contentType)
        for (name, value) in fields { head.append(name, utf8: value) }
        let opened = http.request(head, endStream: false)
        let stream = try #require(opened)
        let call = TestCall(stream)
        calls[stream.id.rawValue] = call
        if let body { send(body, on: call, isComplete: isComplete) }
        return call
    }

    func send(_ bytes: [UInt8], on call: TestCall, isComplete: Bool) {
        call.stream.outgoing.append(bytes.span)
        if isComplete { http.finish(call.stream.id) } else { http.resume(call.stream.id) }
        move()
    }

    func reset(_ call: TestCall) {
        http.reset(call.stream.id, .cancel)
        move()
    }

    /// Waits for the end of a call.
    func finish(_ call: TestCall) { wait { call.isOver } }

    /// Moves bytes until the condition holds; records an issue when it does not within 20 seconds.
    func wait(for condition: () -> Bool) {
        let start = Instant.now()
        move()
        while !condition() {
            guard start.milliseconds(until: .now()) < 20_000 else {
                Issue.record("waited too long")
                return
            }
            loop.turn(maximumWaitMilliseconds: 5) { _ in }
            move()
        }
    }

    private func move() {
        var isMoving = true
        while isMoving && !isClosed {
            isMoving = false
            if case .received = tls.inbound.fill(
                minimum: 65536, { socket.receive(into: &$0) })
            {
                isMoving = true
            } else if hasEnded() {
                isClosed = true
            }
            if !isEstablished, case .complete = tls.handshake() { isEstablished = true }
            if isEstablished { exchange() }
            flush()
        }
    }

    /// Whether the socket has been closed by the worker.
    private func hasEnded() -> Bool {
        var probe = ByteBuffer()
        switch probe.fill(minimum: 1, { socket.receive(into: &$0) }) {
        case .wouldBlock: return false
        case .received:
            tls.inbound.moveBytes(from: &probe, atMost: .max)
            return false
        case .closed, .failed: return true
        }
    }

    private func exchange() {
        var plain = ByteBuffer()
        while case .bytes = tls.read(into: &plain, atMost: 1 << 20) {
            try? http.receive(plain)
            plain.clear()
        }
        takeEvents()
        while http.wantsWrite {
            _ = http.writeOutput(into: &plain, atMost: 1 << 16)
            if plain.isEmpty { break }
            _ = tls.write(plain)
            plain.clear()
        }
        takeEvents()
    }

    private func takeEvents() {
        while let event = http.nextEvent() {
            switch event {
            case .data(let stream): take(stream)
            case .ended(let stream): calls[stream.id.rawValue]?.isOver = true
            case .closed(let stream, let code):
                calls[stream.id.rawValue]?.isOver = true
                calls[stream.id.rawValue]?.resetCode = code
            case .goaway: goaways += 1
            default: continue
            }
        }
    }

    private func take(_ stream: HTTP2Stream) {
        let body = Self.copy(stream.body)
        calls[stream.id.rawValue]?.body += body
        http.consumed(stream.id, body.count)
        stream.body.clear()
    }

    private static func copy(_ bytes: borrowing ByteBuffer) -> [UInt8] {
        let span = bytes.readable
        return span.indices.map { span[$0] }
    }

    private func flush() {
        while !tls.outbound.isEmpty,
            case .sent(let count) = Self.send(tls.outbound, over: socket)
        {
            tls.outbound.consume(count)
        }
    }

    private static func send(
        _ bytes: borrowing ByteBuffer, over socket: borrowing Socket
    ) -> SendResult {
        socket.send(bytes.readable)
    }
}
