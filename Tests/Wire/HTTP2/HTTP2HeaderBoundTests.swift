// Header lists that are too large, malformed, or come at the wrong time.

import Testing
import Wire

@Suite struct `HTTP/2 headers` {
    @Test func `a header list over the bound is answered with 431 and the connection goes on`()
        throws
    {
        let pair = HTTP2Pair()
        var head = HTTP2Pair.requestHead()
        let large = String(repeating: "a", count: 4000)
        for _ in 0..<17 { head.append("x-large", utf8: large) }
        let refused = pair.client.request(head, endStream: false)
        let asked = try #require(refused)
        pair.run()
        #expect(pair.serverLog == ["refused 1"])
        #expect(text(.status, in: asked.headers) == "431")
        #expect(pair.clientLog == ["head 1", "ended 1", "closed 1 0"])
        #expect(pair.server.activeStreams == 0)
        let next = try #require(pair.ask(endStream: true))
        pair.run()
        pair.server.respond(next.id, HTTP2Pair.responseHead(), endStream: true)
        pair.run()
        #expect(pair.clientLog.last == "closed 3 0")
    }

    @Test func `a header list within the bound passes`() throws {
        let pair = HTTP2Pair()
        var head = HTTP2Pair.requestHead()
        let large = String(repeating: "a", count: 4000)
        for _ in 0..<15 { head.append("x-large", utf8: large) }
        _ = pair.client.request(head, endStream: true)
        pair.run()
        #expect(pair.serverLog == ["head 1", "ended 1"])
        #expect(pair.serverStreams.first?.headers.count == 21)
    }

    @Test func `trailers over the bound end the stream`() throws {
        let pair = HTTP2Pair()
        let asked = try #require(pair.ask(endStream: true))
        pair.run()
        var trailers = HTTP2Pair.trailers()
        let large = String(repeating: "a", count: 4000)
        for _ in 0..<17 { trailers.append("x-large", utf8: large) }
        pair.server.respond(asked.id, HTTP2Pair.responseHead(), endStream: false)
        pair.server.finish(asked.id, trailers: trailers)
        pair.run()
        #expect(pair.clientLog == ["head 1", "closed 1 11"])
    }

    @Test(arguments: [
        RawFrames.literal("X-Upper", "a"), RawFrames.literal("connection", "close"),
        RawFrames.literal("x-bad", "a\u{0}b"), RawFrames.literal("x-bad", "a\r\nb"),
        RawFrames.literal("te", "gzip"), RawFrames.literal(":late", "a"),
        RawFrames.literal("content-length", "x"), RawFrames.literal("content-length", "5"),
    ])
    func `a malformed request is reset and never seen`(_ field: [UInt8]) {
        let server = RawServer()
        var frames = RawFrames()
        frames.request(stream: 1, endStream: true, more: field)
        server.receive(frames.bytes)
        #expect(server.heads == 0)
        #expect(server.frameTypes.contains(3))
        #expect(server.fault == nil)
        #expect(server.session.activeStreams == 0)
    }

    @Test func `an informational response is passed over`() throws {
        let client = HTTP2Session(.client, .init())
        let asked = client.request(HTTP2Pair.requestHead(), endStream: true)
        var wire = ByteBuffer()
        _ = client.writeOutput(into: &wire, atMost: 1 << 16)
        var frames = RawFrames(preface: false)
        frames.frame(type: 4, stream: 0, [])
        frames.frame(type: 1, flags: 4, stream: 1, RawFrames.literal(":status", "103"))
        frames.frame(type: 1, flags: 5, stream: 1, RawFrames.literal(":status", "204"))
        try client.receive(frames.bytes)
        let stream = try #require(asked)
        #expect(text(.status, in: stream.headers) == "204")
        #expect(stream.remoteEnded)
    }
}
