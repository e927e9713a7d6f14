// One connection to the admin port: HTTP/1.1 requests in, small pages out.

import Runtime
import Wire

/// A connection's socket, its parser and what waits to be sent.
final class AdminConnection {
    /// A request that has arrived whole.
    enum Request {
        case metrics, health, readiness
        /// A known page asked for with another method than GET.
        case notAllowed
        case notFound
    }

    /// What reading brought.
    enum Progress {
        case request(Request)
        case waiting
        case over
    }

    private static let readBytes = 4_096
    private let socket: Socket
    private let session = HTTP1Session()
    private var inbound = ByteBuffer()
    private var outbound = ByteBuffer()
    private var isEnding = false
    /// When something last happened here.
    var lastUse: Instant
    /// Whether a request waits for its answer; pipelined ones wait behind it.
    private(set) var isBusy = false

    init(_ socket: consuming Socket, now: Instant) {
        self.socket = socket
        lastUse = now
    }

    /// The descriptor, which stays the connection's.
    var descriptor: Int32 { socket.descriptor }

    /// Reads what has come until there is a request to answer.
    func read() -> Progress {
        while !isBusy {
            if let progress = nextRequest() { return progress }
            switch receive() {
            case .received:
                session.receive(inbound.readable)
                inbound.clear()
            case .wouldBlock: return .waiting
            case .closed, .failed: return .over
            }
        }
        return .waiting
    }

    private func receive() -> ReceiveResult {
        inbound.fill(minimum: Self.readBytes) { room in socket.receive(into: &room) }
    }

    private func nextRequest() -> Progress? {
        while let event = session.nextEvent() {
            switch event {
            case .head: break
            case .data: session.body.clear()
            case .ended:
                isBusy = true
                return .request(request())
            case .fault(let fault):
                answer(status: fault.status, "\(fault.text)\n")
                isEnding = true
                return flush() ? .waiting : .over
            }
        }
        return nil
    }

    private func request() -> Request {
        guard let path = session.headers.first(.path),
            let method = session.headers.first(.method)
        else { return .notFound }
        let page: Request
        if session.headers.value(path, equals: "/metrics") {
            page = .metrics
        } else if session.headers.value(path, equals: "/healthz") {
            page = .health
        } else if session.headers.value(path, equals: "/readyz") {
            page = .readiness
        } else {
            return .notFound
        }
        return session.headers.value(method, equals: "GET") ? page : .notAllowed
    }

    /// Answers the request; `flush` sends it.
    func answer(
        status: Int, _ text: String, contentType: StaticString = "text/plain; charset=utf-8"
    ) {
        var headers = HeaderBlock()
        headers.append(.contentType, contentType)
        headers.append("cache-control", "no-store")
        if status == 405 { headers.append("allow", "GET") }
        let body = Array(text.utf8)
        session.respond(status: status, headers, body: body.span, into: &outbound)
        if !session.keepsAlive { isEnding = true }
        isBusy = false
    }

    /// Sends what the socket takes; false when the connection is to be closed now.
    func flush() -> Bool {
        while !outbound.isEmpty {
            switch socket.send(outbound.readable) {
            case .sent(let count): outbound.consume(count)
            case .wouldBlock: return true
            case .failed: return false
            }
        }
        return !isEnding
    }
}
