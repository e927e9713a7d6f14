// The end of a connection, orderly and not.

import Testing
import Wire

@Suite struct `HTTP/2 shutdown` {
    @Test func `a server announces its end, serves what is open, and is done`() throws {
        let pair = HTTP2Pair()
        let asked = try #require(pair.ask(endStream: true))
        pair.run()
        pair.server.announceShutdown()
        pair.run()
        #expect(pair.clientLog == ["goaway 2147483647 0"])
        #expect(pair.ask(endStream: true) == nil)
        pair.server.refuseNewStreams()
        pair.run()
        #expect(pair.clientLog.last == "goaway 1 0")
        #expect(pair.server.wantsRead)
        pair.server.respond(asked.id, HTTP2Pair.responseHead(), endStream: true)
        pair.run()
        #expect(pair.clientLog.suffix(3) == ["head 1", "ended 1", "closed 1 0"])
        #expect(!pair.server.wantsRead && !pair.server.wantsWrite)
        #expect(!pair.client.wantsRead)
    }

    @Test func `a request that the server will not take is closed as refused`() throws {
        let pair = HTTP2Pair()
        pair.run()
        pair.server.refuseNewStreams()
        _ = try #require(pair.ask(endStream: true))
        pair.run()
        #expect(pair.clientLog == ["goaway 0 0", "closed 1 7"])
        #expect(pair.serverLog.isEmpty)
    }

    @Test func `terminating closes every stream and tells the peer why`() throws {
        let pair = HTTP2Pair()
        _ = try #require(pair.ask(endStream: true))
        pair.run()
        pair.server.terminate(.enhanceYourCalm)
        #expect(!pair.server.wantsRead && pair.server.wantsWrite)
        pair.run()
        #expect(pair.serverLog == ["head 1", "ended 1", "closed 1 11"])
        #expect(pair.clientLog.first == "goaway 1 11")
        #expect(!pair.server.wantsWrite)
    }

    @Test func `a lost transport closes every stream`() throws {
        let pair = HTTP2Pair()
        _ = try #require(pair.ask(endStream: true))
        _ = try #require(pair.ask(endStream: true))
        pair.run()
        pair.client.connectionLost()
        pair.server.connectionLost()
        pair.run()
        #expect(pair.clientLog == ["closed 1 8", "closed 3 8"])
        #expect(pair.serverLog.suffix(2) == ["closed 1 8", "closed 3 8"])
        #expect(pair.ask(endStream: true) == nil)
    }

    @Test func `a ping is acknowledged`() {
        let pair = HTTP2Pair()
        pair.client.ping()
        pair.run()
        #expect(pair.clientLog == ["pong"])
    }
}
