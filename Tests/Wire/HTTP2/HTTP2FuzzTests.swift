// Random and mutated bytes: whatever comes, a session ends in order or goes on.

import Testing
import Wire

@Suite struct `HTTP/2 under random input` {
    @Test(arguments: 0..<40)
    func `a server survives mutated conversations`(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let recorded = try conversation()
        for _ in 0..<25 {
            var bytes = recorded
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = Int.random(in: 24..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 2: bytes.remove(at: index)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
                }
            }
            feed(bytes, to: HTTP2Session(.server, .init()), &random)
        }
    }

    @Test(arguments: 0..<40)
    func `both roles survive random frames`(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed) &+ 1000)
        for round in 0..<20 {
            var frames = RawFrames(preface: round % 2 == 0)
            for _ in 0..<30 {
                let length = Int.random(in: 0..<40, using: &random)
                let payload = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
                if Bool.random(using: &random) {
                    frames.request(
                        stream: Int32.random(in: 0..<12, using: &random),
                        endStream: Bool.random(using: &random))
                }
                frames.frame(
                    type: UInt8.random(in: 0..<12, using: &random),
                    flags: UInt8.random(in: 0...255, using: &random),
                    stream: Int32.random(in: 0..<12, using: &random), payload)
            }
            var bytes: [UInt8] = []
            for index in 0..<frames.bytes.count { bytes.append(frames.bytes.readable[index]) }
            let session = HTTP2Session(round % 2 == 0 ? .server : .client, .init())
            if round % 2 == 1 {
                for _ in 0..<4 {
                    _ = session.request(HTTP2Pair.requestHead(), endStream: round % 3 == 0)
                }
            }
            feed(bytes, to: session, &random)
        }
    }

    /// Gives bytes in random pieces and does with the events what an owner might.
    private func feed(
        _ bytes: [UInt8], to session: HTTP2Session, _ random: inout SeededGenerator
    ) {
        var index = 0
        var output = ByteBuffer()
        var kept: [HTTP2Stream] = []
        while index < bytes.count {
            let end = min(bytes.count, index + Int.random(in: 1...200, using: &random))
            do throws(HTTP2Fault) {
                try session.receive(bytes.span.extracting(index..<end))
            } catch {
                #expect(session.fault == error)
            }
            index = end
            while let event = session.nextEvent() {
                if case .head(let stream) = event { kept.append(stream) }
                if case .data(let stream) = event { session.consumed(stream, stream.body.count) }
            }
            if let stream = kept.randomElement(using: &random) {
                act(on: stream, session, &random)
            }
            _ = session.writeOutput(into: &output, atMost: 5000)
            #expect(output.count < 5000 + 16384 + 9)
            output.clear()
        }
        if session.fault != nil {
            while session.writeOutput(into: &output, atMost: 5000) {}
            #expect(!session.wantsRead && !session.wantsWrite)
            #expect(session.activeStreams == 0)
        }
    }

    private func act(
        on stream: HTTP2Stream, _ session: HTTP2Session, _ random: inout SeededGenerator
    ) {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: session.respond(stream, HTTP2Pair.responseHead(), endStream: true)
        case 1:
            session.respond(stream, HTTP2Pair.responseHead(), endStream: false)
            stream.outgoing.append("some bytes")
            session.resume(stream)
        case 2: session.finish(stream, trailers: HTTP2Pair.trailers())
        case 3: session.finish(stream)
        case 4: session.reset(stream, .cancel)
        default: session.consumed(stream, 1 << 30)
        }
    }

    /// What a client says in three requests.
    private func conversation() throws -> [UInt8] {
        let client = HTTP2Session(.client, .init())
        for round in 0..<3 {
            let opened = client.request(HTTP2Pair.requestHead(), endStream: round == 0)
            let stream = try #require(opened)
            stream.outgoing.append("the body of a request")
            client.finish(stream, trailers: HTTP2Pair.trailers())
        }
        client.ping()
        var wire = ByteBuffer()
        while client.writeOutput(into: &wire, atMost: 1 << 16) {}
        var bytes: [UInt8] = []
        for index in 0..<wire.count { bytes.append(wire.readable[index]) }
        return bytes
    }
}
