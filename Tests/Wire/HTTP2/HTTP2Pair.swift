// A client and a server session joined in memory, for the tests of HTTP/2.

import Wire

/// Joins two sessions and keeps what they told, in words.
final class HTTP2Pair {
    let client: HTTP2Session
    let server: HTTP2Session
    private(set) var clientLog: [String] = []
    private(set) var serverLog: [String] = []
    private(set) var serverStreams: [HTTP2Stream] = []
    private(set) var clientFault: HTTP2Fault?
    private(set) var serverFault: HTTP2Fault?
    /// Whether what arrives is consumed at once.
    var consumesBodies = true

    init(
        server serverSettings: HTTP2Session.Settings = .init(),
        client clientSettings: HTTP2Session.Settings = .init()
    ) {
        client = HTTP2Session(.client, clientSettings)
        server = HTTP2Session(.server, serverSettings)
    }

    /// Opens a stream with the usual head.
    func ask(endStream: Bool) -> HTTP2Stream? {
        client.request(Self.requestHead(), endStream: endStream)
    }

    /// Moves bytes both ways until neither side has any.
    func run() {
        var isMoving = true
        while isMoving {
            isMoving = false
            var wire = ByteBuffer()
            _ = client.writeOutput(into: &wire, atMost: 1 << 20)
            if !wire.isEmpty {
                isMoving = true
                receive(server, wire, &serverFault)
            }
            drainServer()
            wire.clear()
            _ = server.writeOutput(into: &wire, atMost: 1 << 20)
            if !wire.isEmpty {
                isMoving = true
                receive(client, wire, &clientFault)
            }
            drainClient()
            drainServer()
        }
    }

    private func receive(
        _ session: HTTP2Session, _ bytes: borrowing ByteBuffer, _ fault: inout HTTP2Fault?
    ) {
        do throws(HTTP2Fault) {
            try session.receive(bytes)
        } catch {
            fault = error
        }
    }

    private func drainServer() {
        while let event = server.nextEvent() {
            if case .head(let stream) = event { serverStreams.append(stream) }
            note(event, server, &serverLog)
        }
    }

    private func drainClient() {
        while let event = client.nextEvent() { note(event, client, &clientLog) }
    }

    private func note(_ event: HTTP2Event, _ session: HTTP2Session, _ log: inout [String]) {
        switch event {
        case .head(let stream): log.append("head \(stream.id.rawValue)")
        case .data(let stream):
            log.append("data \(stream.id.rawValue)")
            if consumesBodies { session.consumed(stream.id, stream.body.count) }
        case .ended(let stream): log.append("ended \(stream.id.rawValue)")
        case .closed(let stream, let code):
            log.append("closed \(stream.id.rawValue) \(code.rawValue)")
        case .outgoingDrained(let stream): log.append("drained \(stream.id.rawValue)")
        case .goaway(let last, let code): log.append("goaway \(last.rawValue) \(code.rawValue)")
        case .settings: break
        case .pingAcknowledged: log.append("pong")
        case .refused(let id, _): log.append("refused \(id.rawValue)")
        }
    }

    /// A gRPC-like request head.
    static func requestHead(path: StaticString = "/a") -> HeaderBlock {
        var head = HeaderBlock()
        head.append(.method, "POST")
        head.append(.scheme, "https")
        head.append(.authority, "gate")
        head.append(.path, path)
        head.append(.te, "trailers")
        head.append("x-own", "yes")
        return head
    }

    /// A response head with status 200.
    static func responseHead() -> HeaderBlock {
        var head = HeaderBlock()
        head.append(.status, "200")
        head.append(.contentType, "application/grpc")
        return head
    }

    /// Trailers of a gRPC call that went well.
    static func trailers() -> HeaderBlock {
        var trailers = HeaderBlock()
        trailers.append(.grpcStatus, "0")
        return trailers
    }
}

/// The value of a header as text, for expectations.
func text(_ name: HeaderName, in headers: borrowing HeaderBlock) -> String? {
    guard let index = headers.first(name) else { return nil }
    return text(headers.value(index))
}

/// Bytes as text, for expectations.
func text(_ bytes: Span<UInt8>) -> String {
    var copy: [UInt8] = []
    for index in 0..<bytes.count { copy.append(bytes[index]) }
    return String(decoding: copy, as: UTF8.self)
}

/// A buffer's readable bytes as text, for expectations.
func text(_ buffer: borrowing ByteBuffer) -> String {
    text(buffer.readable)
}
