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

    @Test func `many small headers over the bound are answered with 431 too`() throws {
        let pair = HTTP2Pair()
        var head = HTTP2Pair.requestHead()
        for index in 0..<495 {
            head.append(
                name: bytes("x\(index)").span,
                value: bytes(String(repeating: "a", count: 100)).span)
        }
        let refused = pair.client.request(head, endStream: true)
        let asked = try #require(refused)
        pair.run()
        #expect(pair.serverLog == ["refused 1"])
        #expect(text(.status, in: asked.headers) == "431")
        #expect(pair.clientLog == ["head 1", "ended 1", "closed 1 0"])
    }

    // Not byte by byte: nghttp2 counts a CONTINUATION head anew each time it comes in pieces.
    @Test(arguments: [7, 100, 1000, 16384])
    func `a head that comes in pieces is whole`(_ size: Int) throws {
        let client = HTTP2Session(.client, .init())
        let server = HTTP2Session(.server, .init())
        var head = HTTP2Pair.requestHead()
        for index in 0..<400 {
            head.append(
                name: bytes("x\(index)").span,
                value: bytes(String(repeating: "b", count: 100)).span)
        }
        let opened = client.request(head, endStream: false)
        let asked = try #require(opened)
        asked.outgoing.append("body")
        client.finish(asked, trailers: HTTP2Pair.trailers())
        var wire = ByteBuffer()
        while client.writeOutput(into: &wire, atMost: 1 << 16) {}
        let sent = array(wire)
        for start in stride(from: 0, to: sent.count, by: size) {
            try server.receive(sent.span.extracting(start..<min(sent.count, start + size)))
        }
        var served: HTTP2Stream?
        while let event = server.nextEvent() {
            if case .head(let stream) = event { served = stream }
        }
        let stream = try #require(served)
        #expect(stream.headers.count == 406)
        #expect(text(stream.body) == "body")
        #expect(text(.grpcStatus, in: stream.trailers) == "0" && stream.remoteEnded)
    }

    @Test func `a stream that is reset amid its trailers takes no more of them`() throws {
        let server = HTTP2Session(.server, .init())
        var frames = RawFrames()
        frames.request(stream: 1, endStream: false)
        frames.frame(type: 1, flags: 1, stream: 1, RawFrames.literal("x-trailer", "a"))
        try server.receive(frames.bytes)
        var kept: HTTP2Stream?
        while let event = server.nextEvent() {
            if case .head(let stream) = event { kept = stream }
        }
        let stream = try #require(kept)
        server.reset(stream, .cancel)
        kept = nil
        var output = ByteBuffer()
        while server.writeOutput(into: &output, atMost: 1 << 16) {}
        while server.nextEvent() != nil {}
        frames.bytes.clear()
        frames.frame(type: 9, flags: 4, stream: 1, RawFrames.literal("x-more", "b"))
        frames.request(stream: 3, endStream: true)
        try server.receive(frames.bytes)
        #expect(server.activeStreams == 1)
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
