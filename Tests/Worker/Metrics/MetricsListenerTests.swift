// `GET /metrics` over a plain socket.

import Runtime
import Testing
import Wire

@testable import Worker

struct MetricsListenerTests {
    /// Sends a request and returns all that comes back.
    private func ask(_ request: String) throws -> String {
        let metrics = try MetricsListener(SocketAddress(parsing: "127.0.0.1:0"))
        let loop = try EventLoop<Int>()
        try loop.register(metrics.descriptor, token: MetricsListener.token)
        let socket = try Socket.connect(to: metrics.boundAddress)
        let start = Instant.now()
        var answer: [UInt8] = []
        var rest = Array(request.utf8)
        while start.milliseconds(until: .now()) < 20_000 {
            loop.turn(maximumWaitMilliseconds: 5) { event in
                if case .ready(let token, _) = event {
                    metrics.ready(token, on: loop) { "a_metric 1\n" }
                }
            }
            if !rest.isEmpty, case .sent(let count) = socket.send(rest.span.extracting(first: 7)) {
                rest.removeFirst(min(count, rest.count))
            }
            var buffer = ByteBuffer()
            let result = buffer.fill(minimum: 4096) { socket.receive(into: &$0) }
            switch result {
            case .received: answer += buffer.readable.indices.map { buffer.readable[$0] }
            case .wouldBlock: continue
            case .closed, .failed: return String(decoding: answer, as: UTF8.self)
            }
        }
        Issue.record("waited too long")
        return ""
    }

    @Test func `the page is served, however slowly the request comes`() throws {
        let answer = try ask("GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains("content-length: 11\r\n"))
        #expect(answer.hasSuffix("\r\n\r\na_metric 1\n"))
    }

    @Test func `nothing else is`() throws {
        #expect(try ask("GET / HTTP/1.1\r\n\r\n").hasPrefix("HTTP/1.1 404 "))
        #expect(try ask("POST /metrics HTTP/1.1\r\n\r\n").hasPrefix("HTTP/1.1 405 "))
        let long = String(repeating: "x: y\r\n", count: 3000)
        #expect(try ask("GET /metrics HTTP/1.1\r\n\(long)").hasPrefix("HTTP/1.1 431 "))
    }
}
