// Bad input: HTTP/2 that is malformed or hostile ends its own connection or stream and no other.
import Foundation
import Testing

extension Promises {
    @Suite struct `Bad HTTP-2 is refused` {
        let house: House

        init() throws { house = try House.shared() }

        /// Holds that the connection ended with GOAWAY or at once, and that others are served.
        private func expectEnded(
            _ frames: [Frame], sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let seen = try house.frames(frames, last: 0)
            let ended = seen.contains { $0.isClose || ($0.type == 7 && $0.error != 0) }
            #expect(ended, "the connection ended: \(seen)", sourceLocation: sourceLocation)
            try house.expectServing(sourceLocation: sourceLocation)
        }

        @Test func `when a frame is larger than agreed`() throws {
            try expectEnded([Frame.raw("00ffff000000000001")])
        }

        @Test func `when data comes for a stream that never opened`() throws {
            try expectEnded([.data(99, "00")])
        }

        @Test func `when a header block is not HPACK`() throws {
            try expectEnded([.other(1, flags: 5, stream: 1, "ffffffffffffffffffff")])
        }

        @Test func `when a window update is zero`() throws {
            try expectEnded([.other(8, stream: 0, "00000000")])
        }

        @Test func `when a window overflows`() throws {
            try expectEnded([.other(8, stream: 0, "7fffffff"), .other(8, stream: 0, "7fffffff")])
        }

        @Test func `when a continuation follows nothing`() throws {
            try expectEnded([.other(9, flags: 4, stream: 1, "00")])
        }

        @Test func `when continuations do not end`() throws {
            let head = Frame.headers(1, try house.grpcHead(), endHeaders: false)
            let more = Frame.other(9, stream: 1, "00").with("times", 200)
            try expectEnded([head, more])
        }

        @Test func `when streams are opened and reset without end`() throws {
            var frames: [Frame] = []
            let head = try house.grpcHead()
            for number in 0..<2500 {
                frames.append(.headers(number * 2 + 1, head))
                frames.append(.other(3, stream: number * 2 + 1, "00000008"))
            }
            try expectEnded(frames)
        }

        @Test func `when settings do not stop`() throws {
            try expectEnded([Frame.other(4, stream: 0, "").with("times", 20_000)])
        }

        @Test func `when pings do not stop`() throws {
            try expectEnded([
                Frame.other(6, stream: 0, "0000000000000000").with("times", 50_000)
            ])
        }

        @Test func `when a server's frame comes from a client`() throws {
            try expectEnded([.other(5, flags: 4, stream: 1, "00000002")])
        }

        @Test(arguments: [
            ("an upper-case name", ["Accept", "x"]),
            ("a connection header", ["connection", "close"]),
            ("a pseudo header nobody knows", [":what", "x"]),
            ("a transfer encoding", ["transfer-encoding", "chunked"]),
        ])
        func `a malformed request ends its stream alone`(name: String, field: [String]) throws {
            let head = try house.grpcHead() + [field]
            let seen = try house.frames([
                .headers(1, head, endStream: true),
                .headers(3, try house.grpcHead("ServerLive")).with("wait", 0.2),
                .data(3, "0000000000"),
            ])
            let first = seen.filter { $0.stream == 1 }
            let refused = first.contains { $0.type == 3 || $0.headers[":status"] == "400" }
            let ended = seen.contains { $0.type == 7 || $0.isClose }
            #expect(refused || ended, "\(name): \(seen)")
            #expect(!house.audit(["connection", "http2_"]).isEmpty, "\(name) is audited")
            try house.expectServing()
        }

        @Test func `a header list over 64 KiB is told so`() throws {
            // By frames: the libraries of curl and nghttp refuse to send as much.
            var head = Frame.headers(1, try house.grpcHead(), endStream: true, endHeaders: false)
            var frames = [head]
            for number in 0..<6 {
                head = Frame.headers(
                    1, [["x-big-\(number)", String(repeating: "x", count: 15_000)]],
                    endHeaders: number == 5)
                frames.append(head.with("type", 9))
            }
            let seen = try house.frames(frames)
            #expect(seen.contains { $0.headers[":status"] == "431" }, "\(seen)")
            #expect(!house.audit(["connection", "head_too_large"]).isEmpty)
            try house.expectServing()
        }
    }
}
