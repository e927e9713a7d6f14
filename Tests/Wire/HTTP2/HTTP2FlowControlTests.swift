// Back-pressure: a side that does not consume makes the other wait, and nobody holds too much.

import Testing
import Wire

@Suite struct `HTTP/2 flow control` {
    @Test func `bytes that are not consumed stop the sender at the stream's window`() throws {
        let pair = HTTP2Pair()
        pair.consumesBodies = false
        let asked = try #require(pair.ask(endStream: false))
        fill(asked, 3 << 20)
        pair.client.finish(asked)
        pair.run()
        let served = try #require(pair.serverStreams.first)
        #expect(served.body.count == 1 << 20)
        #expect(!served.remoteEnded)
        served.body.consume(700_000)
        pair.server.consumed(served, 700_000)
        pair.run()
        #expect(served.body.count == 1 << 20)
        while !served.remoteEnded {
            let count = served.body.count
            served.body.consume(count)
            pair.server.consumed(served, count)
            pair.run()
            #expect(served.body.count <= 1 << 20)
        }
        #expect(asked.outgoing.count == 0)
    }

    @Test func `all streams together stop at the connection's window`() throws {
        var settings = HTTP2Session.Settings()
        settings.connectionWindowBytes = 200_000
        let pair = HTTP2Pair(server: settings)
        pair.consumesBodies = false
        for _ in 0..<4 {
            let asked = try #require(pair.ask(endStream: false))
            fill(asked, 100_000)
            pair.client.finish(asked)
        }
        pair.run()
        #expect(pair.serverStreams.reduce(0) { $0 + $1.body.count } == 200_000)
    }

    @Test func `what a closed stream left unread does not starve the connection`() throws {
        var settings = HTTP2Session.Settings()
        settings.connectionWindowBytes = 100_000
        let pair = HTTP2Pair(server: settings)
        pair.consumesBodies = false
        for round in 0..<10 {
            let asked = try #require(pair.ask(endStream: false))
            fill(asked, 60_000)
            pair.client.finish(asked)
            pair.run()
            let served = try #require(pair.serverStreams.last)
            #expect(served.body.count == 60_000, "round \(round)")
            pair.server.respond(served, HTTP2Pair.responseHead(), endStream: true)
            pair.run()
        }
    }

    @Test func `a write stops near its bound and goes on later`() throws {
        let pair = HTTP2Pair()
        let asked = try #require(pair.ask(endStream: false))
        fill(asked, 500_000)
        pair.client.finish(asked)
        var wire = ByteBuffer()
        var total = 0
        var calls = 0
        var isMore = true
        while isMore {
            isMore = pair.client.writeOutput(into: &wire, atMost: 10_000)
            #expect(wire.count <= 10_000 + 16_384 + 9)
            total += wire.count
            calls += 1
            try pair.server.receive(wire)
            wire.clear()
            if calls > 100 { break }
        }
        // The peer's SETTINGS were not read: its default window of 65535 holds.
        #expect(total > 65_535 && total < 66_500)
        #expect(calls > 2)
    }

    @Test func `an owner who waits is told when the outgoing bytes run low`() throws {
        let pair = HTTP2Pair()
        let asked = try #require(pair.ask(endStream: true))
        pair.run()
        let served = try #require(pair.serverStreams.first)
        pair.server.respond(served, HTTP2Pair.responseHead(), endStream: false)
        fill(served, 100_000)
        pair.server.resume(served)
        pair.run()
        #expect(pair.serverLog.filter { $0 == "drained 1" }.count == 1)
        fill(served, 10)
        pair.server.resume(served)
        pair.run()
        #expect(pair.serverLog.filter { $0 == "drained 1" }.count == 1)
        fill(served, 20_000)
        pair.server.resume(served)
        pair.run()
        #expect(pair.serverLog.filter { $0 == "drained 1" }.count == 2)
        pair.server.finish(served)
        pair.run()
        #expect(asked.body.count == 120_010)
        #expect(pair.clientLog.last == "closed 1 0")
    }

    @Test func `a client opens no more streams than the server allows`() throws {
        var settings = HTTP2Session.Settings()
        settings.maximumConcurrentStreams = 3
        let pair = HTTP2Pair(server: settings)
        pair.run()
        #expect(pair.client.peerMaximumConcurrentStreams == 3)
        let first = try #require(pair.ask(endStream: true))
        #expect(pair.ask(endStream: true) != nil)
        #expect(pair.ask(endStream: true) != nil)
        #expect(pair.ask(endStream: true) == nil)
        pair.run()
        pair.server.respond(first.id, HTTP2Pair.responseHead(), endStream: true)
        pair.run()
        #expect(pair.ask(endStream: true) != nil)
    }

    private func fill(_ stream: HTTP2Stream, _ count: Int) {
        stream.outgoing.fill(minimum: count) { output in
            for index in 0..<count { output.append(UInt8(truncatingIfNeeded: index)) }
        }
    }
}
