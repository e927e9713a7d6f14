// RedisReplyReader: every kind of reply, however it is cut, and faults for lies about length.
import Testing

@testable import Wire

@Suite struct RedisReplyReaderTests {
    private static let stream =
        "+OK\r\n-NOSCRIPT no\r\n:-12\r\n$3\r\na\r\n\r\n$-1\r\n$0\r\n\r\n*3\r\n:1\r\n*2\r\n+x\r\n$-1\r\n*0\r\n*-1\r\n"
    private static let replies: [RedisReply] = [
        .status(Array("OK".utf8)), .error(Array("NOSCRIPT no".utf8)), .integer(-12),
        .bytes(Array("a\r\n".utf8)), .null, .bytes([]),
        .array([.integer(1), .array([.status(Array("x".utf8)), .null]), .array([])]), .null,
    ]

    private func read(_ pieces: [[UInt8]], _ bounds: RedisReplyBounds = .init()) throws
        -> [RedisReply]
    {
        let reader = RedisReplyReader(bounds)
        var replies: [RedisReply] = []
        for piece in pieces {
            try reader.feed(piece.span)
            while let reply = try reader.next() { replies.append(reply) }
        }
        return replies
    }

    @Test(arguments: 1...20)
    func `replies are read however they are cut`(size: Int) throws {
        let bytes = Array(Self.stream.utf8)
        let pieces = stride(from: 0, to: bytes.count, by: size).map {
            Array(bytes[$0..<min($0 + size, bytes.count)])
        }
        #expect(try read(pieces) == Self.replies)
    }

    @Test(arguments: [
        "hello\r\n", "+OK\n", "$x\r\n", "$-2\r\n", "*-2\r\n", ":\r\n", ":1a\r\n", "$3\r\nabcde\r\n",
        ":99999999999999999999\r\n", "$1\r\na\n\n", "\r\n", "*1\r\nx\r\n", "%1\r\n", "$ 1\r\na\r\n",
        ":+1\r\n", "$--1\r\n",
    ])
    func `what is no reply is a fault`(text: String) {
        #expect(throws: RedisFault.malformed) { try read([Array(text.utf8)]) }
    }

    @Test(arguments: [
        ("$1048577\r\n", RedisFault.tooLarge), ("$9223372036854775807\r\n", .tooLarge),
        ("*257\r\n", .tooManyElements), ("*9223372036854775807\r\n", .tooManyElements),
        ("*200\r\n*200\r\n", .tooManyElements),
        ("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n", .tooManyElements),
    ])
    func `an announcement past the bounds is a fault before its bytes come`(
        text: String, fault: RedisFault
    ) {
        #expect(throws: fault) { try read([Array(text.utf8)]) }
    }

    @Test func `a line or a sum of parts past the bounds is a fault`() {
        let line = [UInt8(ascii: "+")] + Array(repeating: UInt8(ascii: "a"), count: 5000)
        #expect(throws: RedisFault.tooLarge) { try read([line]) }
        let half = "$700000\r\n" + String(repeating: "b", count: 700_000) + "\r\n"
        #expect(throws: RedisFault.tooLarge) { try read([Array(("*2\r\n" + half + half).utf8)]) }
    }

    @Test func `a fault stays`() {
        let reader = RedisReplyReader()
        #expect(throws: RedisFault.malformed) {
            try reader.feed(Array("?\r\n".utf8).span)
            _ = try reader.next()
        }
        #expect(throws: RedisFault.malformed) { try reader.feed(Array("+OK\r\n".utf8).span) }
        #expect(throws: RedisFault.malformed) { _ = try reader.next() }
    }

    @Test func `random bytes end in a fault or in waiting, never in a crash`() {
        var state: UInt64 = 42
        func next(_ bound: UInt64) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % bound)
        }
        let alphabet = Array("+-:$*\r\n0123456789ab".utf8)
        var read = 0
        for _ in 0..<20_000 {
            let bytes = (0..<next(40)).map { _ in alphabet[next(UInt64(alphabet.count))] }
            let reader = RedisReplyReader()
            do throws(RedisFault) {
                try reader.feed(bytes.span)
                while try reader.next() != nil { read += 1 }
                #expect(reader.waitingBytes <= bytes.count)
            } catch {
                continue
            }
        }
        #expect(read > 0)
    }
}
