// The admin port over a real socket: three pages, nothing else, and no number without all shards.

import Foundation
import Gateway
import Runtime
import Testing
import Wire

@testable import Control

struct AdminServerTests {
    /// A server on its thread, and a client that speaks plain HTTP to it.
    private final class House {
        let mailbox: Mailbox<AdminMessage>
        private let address: SocketAddress
        private var thread: ShardThread?

        init() throws {
            let server = try AdminServer(
                try SocketAddress(parsing: "127.0.0.1:0"), tally: WriterTally())
            mailbox = server.mailbox
            address = server.address
            thread = try ShardThread.start(name: "admin-test", core: nil) {
                try? server.run()
            }
        }

        deinit {
            mailbox.post(.stop)
            thread.take()?.join()
        }

        func ask(_ request: String) throws -> String {
            let socket = try Socket.connect(to: address)
            var unsent = ByteBuffer()
            unsent.append(utf8: request)
            var answer = ByteBuffer()
            for _ in 0..<2_000 {
                if !unsent.isEmpty, case .sent(let count) = socket.send(unsent.readable) {
                    unsent.consume(count)
                }
                switch answer.fill(minimum: 65_536, { socket.receive(into: &$0) }) {
                case .closed: return text(answer)
                default: usleep(2_000)
                }
            }
            return text(answer)
        }

        private func text(_ buffer: borrowing ByteBuffer) -> String {
            let bytes = buffer.readable
            var text: [UInt8] = []
            for index in bytes.indices { text.append(bytes[index]) }
            return String(decoding: text, as: UTF8.self)
        }

        func get(_ path: String, method: String = "GET") throws -> String {
            try ask("\(method) \(path) HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        }
    }

    @Test func `health is always there, readiness says why not`() throws {
        let house = try House()
        #expect(try house.get("/healthz").hasPrefix("HTTP/1.1 200"))
        let starting = try house.get("/readyz")
        #expect(starting.hasPrefix("HTTP/1.1 503"))
        #expect(starting.contains("starting"))
        var state = ControlState()
        state.unreadyReason = nil
        house.mailbox.post(.state(state))
        #expect(try house.get("/readyz").hasPrefix("HTTP/1.1 200"))
        house.mailbox.post(.auditFailing(true))
        #expect(try house.get("/readyz").contains("audit log"))
        house.mailbox.post(.auditFailing(false))
        #expect(try house.get("/readyz").hasPrefix("HTTP/1.1 200"))
    }

    @Test func `other methods and pages are refused`() throws {
        let house = try House()
        for method in ["POST", "HEAD", "DELETE"] {
            let answer = try house.get("/metrics", method: method)
            #expect(answer.hasPrefix("HTTP/1.1 405"), "\(answer)")
            #expect(answer.contains("allow: GET"))
        }
        for path in ["/", "/policies", "/metrics/", "/METRICS", "/healthz2"] {
            #expect(try house.get(path).hasPrefix("HTTP/1.1 404"))
        }
        #expect(try house.ask("nonsense\r\n\r\n").hasPrefix("HTTP/1.1 400"))
        #expect(try house.get("/healthz").hasPrefix("HTTP/1.1 200"))
    }

    @Test func `pipelined requests are answered in order`() throws {
        let house = try House()
        let head = "HTTP/1.1\r\nhost: x\r\n"
        let answer = try house.ask(
            "GET /healthz \(head)\r\nGET /nope \(head)\r\nGET /metrics \(head)"
                + "connection: close\r\n\r\n")
        let statuses = answer.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
        #expect(statuses == ["200", "404", "200"])
    }

    @Test func `metrics are the sum of all shards, or not given`() throws {
        let house = try House()
        let first = try EventLoop<ShardMessage>()
        let second = try EventLoop<ShardMessage>()
        house.mailbox.post(.shards([first.mailbox, second.mailbox]))
        let doors = [first.mailbox, second.mailbox]
        _ = doors
        let answering = try ShardThread.start(name: "answering", core: nil) {
            [mailbox = house.mailbox] in
            answerScrapes(first, shard: 0, misses: 3, mailbox)
            answerScrapes(second, shard: 1, misses: 4, mailbox)
        }
        let page = try house.get("/metrics")
        answering.join()
        #expect(page.hasPrefix("HTTP/1.1 200"))
        #expect(page.contains("text/plain; version=0.0.4"))
        #expect(page.contains("portcullis_cache_misses_total 7\n"))
        // Nobody answers now.
        #expect(try house.get("/metrics").hasPrefix("HTTP/1.1 503"))
    }
}

/// Answers one scrape as a shard would.
private func answerScrapes(
    _ loop: EventLoop<ShardMessage>, shard: Int, misses: UInt64, _ admin: Mailbox<AdminMessage>
) {
    var isAnswered = false
    while !isAnswered {
        loop.turn(maximumWaitMilliseconds: 5_000) { event in
            guard case .message(.scrape(let number)) = event else { return }
            var counters = ShardCounters()
            counters.cacheMisses = misses
            admin.post(.counters(shard: shard, scrape: number, counters))
            isAnswered = true
        }
    }
}
