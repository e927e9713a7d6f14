// Peers that flood: each ends with ENHANCE_YOUR_CALM and bounded work.

import Testing
@testable import Wire

@Suite struct `HTTP/2 attack` {
    private func expectCalm(_ server: RawServer) {
        #expect(server.fault == HTTP2Fault(code: .enhanceYourCalm, reason: .flood))
        #expect(server.frameTypes.last == 7)
        #expect(!server.session.wantsRead && !server.session.wantsWrite)
    }

    @Test func `what is not HTTP/2 ends at once`() {
        let server = RawServer()
        var bytes = ByteBuffer()
        bytes.append("GET / HTTP/1.1\r\nhost: gate\r\n\r\n")
        server.receive(bytes)
        #expect(server.fault == HTTP2Fault(code: .protocolError, reason: .badPreface))
        #expect(!server.session.wantsRead && !server.session.wantsWrite)
    }

    @Test func `a flood of pings ends the connection`() {
        let server = RawServer()
        var frames = RawFrames()
        for _ in 0..<1100 { frames.frame(type: 6, stream: 0, [0, 0, 0, 0, 0, 0, 0, 0]) }
        server.receive(frames.bytes)
        expectCalm(server)
    }

    @Test func `a flood of settings ends the connection`() {
        let server = RawServer()
        var frames = RawFrames()
        for _ in 0..<1100 { frames.frame(type: 4, stream: 0, [0, 4, 0, 1, 0, 0]) }
        server.receive(frames.bytes)
        expectCalm(server)
    }

    @Test func `pings among real work and over time are no flood`() {
        let server = RawServer()
        var frames = RawFrames()
        for round in 0..<3000 {
            frames.frame(type: 6, stream: 0, [0, 0, 0, 0, 0, 0, 0, 0])
            frames.request(stream: Int32(2 * round + 1), endStream: true)
            server.receive(frames.bytes, answering: true)
            frames.bytes.clear()
        }
        #expect(server.fault == nil && server.heads == 3000)
        for _ in 0..<3000 {
            frames.frame(type: 6, stream: 0, [0, 0, 0, 0, 0, 0, 0, 0])
            server.receive(frames.bytes)
            frames.bytes.clear()
            server.session.passed(seconds: 1)
        }
        #expect(server.fault == nil)
    }

    @Test func `empty frames in a row end the connection`() {
        let server = RawServer()
        var frames = RawFrames()
        frames.request(stream: 1, endStream: false)
        for _ in 0..<40 { frames.frame(type: 0, stream: 1, []) }
        server.receive(frames.bytes)
        expectCalm(server)
        #expect(server.closed == [11])
    }

    @Test func `requests that are reset at once end the connection`() {
        let server = RawServer()
        var frames = RawFrames()
        for round in 0..<400 {
            frames.request(stream: Int32(2 * round + 1), endStream: true)
            frames.frame(type: 3, stream: Int32(2 * round + 1), [0, 0, 0, 8])
            server.receive(frames.bytes, answering: true)
            frames.bytes.clear()
            if server.fault != nil || !server.session.wantsRead { break }
        }
        #expect(server.heads < 350)
        #expect(server.frameTypes.last == 7)
        #expect(!server.session.wantsRead && !server.session.wantsWrite)
    }

    @Test func `requests that make the server reset them end the connection`() {
        let server = RawServer()
        var frames = RawFrames()
        for round in 0..<400 {
            let stream = Int32(2 * round + 1)
            frames.request(stream: stream, endStream: false)
            frames.frame(type: 8, stream: stream, [0x7F, 0xFF, 0xFF, 0xFF])
            server.receive(frames.bytes)
            frames.bytes.clear()
            if server.fault != nil { break }
        }
        #expect(server.heads <= 101)
        expectCalm(server)
    }

    @Test func `a stream of CONTINUATION frames ends the connection`() {
        let server = RawServer()
        var frames = RawFrames()
        frames.frame(type: 1, flags: 1, stream: 1, RawFrames.head)
        for _ in 0..<20 { frames.frame(type: 9, stream: 1, RawFrames.literal("x-more", "a")) }
        server.receive(frames.bytes)
        #expect(!server.session.wantsRead && !server.session.wantsWrite)
        #expect(server.frameTypes.last == 7)
        #expect(server.heads == 0)
    }

    @Test func `window updates without any data end the connection`() {
        let server = RawServer()
        var frames = RawFrames()
        for _ in 0..<4100 { frames.frame(type: 8, stream: 0, [0, 0, 0, 1]) }
        server.receive(frames.bytes)
        expectCalm(server)
    }

    @Test func `unknown frames and priorities are counted`() {
        let server = RawServer()
        var frames = RawFrames()
        for _ in 0..<1100 { frames.frame(type: 2, stream: 1, [0, 0, 0, 3, 16]) }
        server.receive(frames.bytes)
        expectCalm(server)
    }

    @Test func `a client that pushes past the stream bound is refused`() {
        var settings = HTTP2Session.Settings()
        settings.maximumConcurrentStreams = 5
        let server = RawServer(settings)
        var frames = RawFrames()
        for round in 0..<20 { frames.request(stream: Int32(2 * round + 1), endStream: true) }
        server.receive(frames.bytes)
        #expect(server.heads == 5)
        #expect(server.session.activeStreams <= 5)
    }
}
