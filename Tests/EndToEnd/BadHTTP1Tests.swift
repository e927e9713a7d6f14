// Bad input: HTTP/1.1 that is malformed or ambiguous is refused, never repaired.
import Foundation
import Testing

/// Bytes that no client should send over HTTP/1.1, and the statuses that may answer them.
struct BadHTTP1: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: String
    var statuses = [400]

    init(_ name: String, _ bytes: String, _ statuses: [Int] = [400]) {
        testDescription = name
        self.bytes = bytes
        self.statuses = statuses
    }

    static let infer = "POST /v2/models/affine/infer HTTP/1.1\r\nhost: localhost\r\n"

    static let all: [BadHTTP1] = [
        BadHTTP1("no request at all", "\u{1}\u{2}\u{3}\u{4}\r\n\r\n"),
        BadHTTP1("no host", "GET /v2 HTTP/1.1\r\n\r\n"),
        BadHTTP1("two hosts", "GET /v2 HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n"),
        BadHTTP1(
            "length and chunks", infer + "content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n"),
        BadHTTP1("two lengths", infer + "content-length: 4\r\ncontent-length: 5\r\n\r\nabcd"),
        BadHTTP1("a length that is no number", infer + "content-length: 4x\r\n\r\n"),
        BadHTTP1("a negative length", infer + "content-length: -4\r\n\r\n"),
        BadHTTP1("a length that overflows", infer + "content-length: 99999999999999999999\r\n\r\n"),
        BadHTTP1(
            "chunked twice", infer + "transfer-encoding: chunked, chunked\r\n\r\n", [400, 501]),
        BadHTTP1(
            "an encoding nobody knows", infer + "transfer-encoding: zipped\r\n\r\n", [400, 501]),
        BadHTTP1(
            "a chunk size that is no number",
            infer + "authorization: Bearer TOKEN\r\ncontent-type: application/json\r\n"
                + "transfer-encoding: chunked\r\n\r\nzz\r\n"),
        BadHTTP1("a space before the colon", "GET /v2 HTTP/1.1\r\nhost : localhost\r\n\r\n"),
        BadHTTP1("a folded header", "GET /v2 HTTP/1.1\r\nhost: localhost\r\na: b\r\n c\r\n\r\n"),
        BadHTTP1("bare line feeds", "GET /v2 HTTP/1.1\nhost: localhost\n\n"),
        BadHTTP1("a null in a header", "GET /v2 HTTP/1.1\r\nhost: localhost\r\na: \u{0}\r\n\r\n"),
        BadHTTP1(
            "a version of its own", "GET /v2 HTTP/9.9\r\nhost: localhost\r\n\r\n", [400, 505]),
        BadHTTP1(
            "a header list of 100 KiB",
            "GET /v2 HTTP/1.1\r\nhost: localhost\r\na: " + String(repeating: "x", count: 100 * 1024)
                + "\r\n\r\n", [431]),
        BadHTTP1(
            "a path of 100 KiB",
            "GET /" + String(repeating: "x", count: 100 * 1024)
                + " HTTP/1.1\r\nhost: localhost\r\n\r\n", [400, 414, 431]),
        BadHTTP1("an upgrade", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400, 505]),
    ]
}

extension Promises {
    @Suite struct `Bad HTTP-1 is refused` {
        let house: House

        init() throws { house = try House.shared() }

        @Test(arguments: BadHTTP1.all)
        func `when there is`(bad: BadHTTP1) throws {
            let token = try Tokens.token(.clinician)
            let bytes = bad.bytes.replacingOccurrences(of: "TOKEN", with: token)
            let answer = try house.raw([bytes])
            let status = try #require(answer.status, "an answer: \(answer.text) \(answer.failure)")
            #expect(bad.statuses.contains(status), "\(answer.text.prefix(300))")
            #expect(answer.answers == 1, "what follows is never taken for a request")
            #expect(answer.isClosed)
            try house.expectServing()
        }

        @Test func `and a body that never comes harms nobody`() throws {
            let head = BadHTTP1.infer + "content-length: 100\r\n\r\n{"
            let answer = try house.raw([head], seconds: 1)
            #expect(answer.status == nil || answer.status == 401)
            try house.expectServing()
        }

        @Test func `and requests sent one after another are each answered`() throws {
            let one = "GET /v2/health/live HTTP/1.1\r\nhost: localhost\r\n\r\n"
            let answer = try house.raw([one + one + one], seconds: 2)
            #expect(answer.answers == 3, "\(answer.text)")
        }

        @Test func `and a request in pieces is one request`() throws {
            let token = try Tokens.token(.clinician)
            let body = InferBody.affine([1, 2, 3, 4]).text
            let head =
                BadHTTP1.infer + "authorization: Bearer \(token)\r\n"
                + "content-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n"
            let pieces = (head + body).utf8.chunks(of: 97)
            let answer = try house.raw(pieces, seconds: 2, pause: 0.002)
            #expect(answer.status == 200, "\(answer.text)")
        }
    }
}

extension String.UTF8View {
    /// Pieces of at most `count` bytes.
    func chunks(of count: Int) -> [String] {
        let bytes = Array(self)
        return stride(from: 0, to: bytes.count, by: count).map {
            String(decoding: bytes[$0..<Swift.min($0 + count, bytes.count)], as: UTF8.self)
        }
    }
}
