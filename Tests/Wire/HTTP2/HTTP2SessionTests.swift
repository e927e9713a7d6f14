// An HTTP/2 request and its answer, in all the orders they come.

import Testing
import Wire

@Suite struct `HTTP/2 session` {
    @Test func `a request with a body is answered with a body and trailers`() throws {
        let pair = HTTP2Pair()
        let asked = try #require(pair.ask(endStream: false))
        asked.outgoing.append("question")
        pair.client.finish(asked.id)
        pair.run()
        #expect(pair.serverLog == ["head 1", "data 1", "ended 1"])
        let served = try #require(pair.serverStreams.first)
        #expect(text(.path, in: served.headers) == "/a")
        #expect(text(served.body) == "question")

        pair.server.respond(served.id, HTTP2Pair.responseHead(), endStream: false)
        served.outgoing.append("answer")
        pair.server.finish(served.id, trailers: HTTP2Pair.trailers())
        pair.run()
        #expect(pair.clientLog == ["head 1", "data 1", "ended 1", "closed 1 0"])
        #expect(text(.status, in: asked.headers) == "200")
        #expect(text(asked.body) == "answer")
        #expect(text(.grpcStatus, in: asked.trailers) == "0")
        #expect(pair.serverLog.last == "closed 1 0")
        #expect(pair.server.activeStreams == 0 && pair.client.activeStreams == 0)
    }

    @Test func `a trailers-only answer is one head that ends the stream`() throws {
        let pair = HTTP2Pair()
        let asked = try #require(pair.ask(endStream: true))
        pair.run()
        var head = HTTP2Pair.responseHead()
        head.append(.grpcStatus, decimal: 7)
        pair.server.respond(asked.id, head, endStream: true)
        pair.run()
        #expect(pair.clientLog == ["head 1", "ended 1", "closed 1 0"])
        #expect(text(.grpcStatus, in: asked.headers) == "7")
    }

    @Test func `trailers that come late follow without an empty frame`() throws {
        let pair = HTTP2Pair()
        let asked = try #require(pair.ask(endStream: true))
        pair.run()
        let served = try #require(pair.serverStreams.first)
        pair.server.respond(served.id, HTTP2Pair.responseHead(), endStream: false)
        pair.run()
        served.outgoing.append("answer")
        pair.server.resume(served.id)
        pair.run()
        pair.server.finish(served.id, trailers: HTTP2Pair.trailers())
        pair.run()
        #expect(pair.clientLog == ["head 1", "data 1", "ended 1", "closed 1 0"])
        #expect(text(asked.body) == "answer")
        #expect(text(.grpcStatus, in: asked.trailers) == "0")
    }

    @Test func `trailers without any body follow the head`() throws {
        let pair = HTTP2Pair()
        let asked = try #require(pair.ask(endStream: true))
        pair.run()
        pair.server.respond(asked.id, HTTP2Pair.responseHead(), endStream: false)
        pair.server.finish(asked.id, trailers: HTTP2Pair.trailers())
        pair.run()
        #expect(pair.clientLog == ["head 1", "ended 1", "closed 1 0"])
        #expect(text(.grpcStatus, in: asked.trailers) == "0")
        #expect(pair.server.activeStreams == 0)
    }

    @Test func `an answer before the end of the request stops the request`() throws {
        let pair = HTTP2Pair()
        let asked = try #require(pair.ask(endStream: false))
        pair.run()
        pair.server.respond(asked.id, HTTP2Pair.responseHead(), endStream: true)
        pair.run()
        #expect(pair.clientLog == ["head 1", "ended 1", "closed 1 0"])
        #expect(pair.serverLog == ["head 1", "closed 1 0"])
    }

    @Test func `a reset reaches the other side with its code`() throws {
        let pair = HTTP2Pair()
        let asked = try #require(pair.ask(endStream: false))
        pair.run()
        pair.client.reset(asked.id, .cancel)
        pair.run()
        #expect(pair.serverLog == ["head 1", "closed 1 8"])
        #expect(pair.clientLog == ["closed 1 8"])
    }
}
