// The life of an HTTP/1.1 connection: one request at a time, bounded, closed when in doubt.

import Testing

@testable import Wire

struct HTTP1SessionTests {
    @Test(
        arguments: [
            ("GET /v2 HTTP/1.1\r\nHost: h\r\n\r\n", ["GET /v2 []"]),
            ("POST /a HTTP/1.1\r\nHOST: h:1\r\nContent-Length: 4\r\n\r\nabcd", ["POST /a [abcd]"]),
            ("POST /a HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\n\r\n", ["POST /a []"]),
            (
                "POST /a HTTP/1.1\r\nhost: h\r\nTransfer-Encoding: Chunked\r\n\r\n"
                    + "2\r\nab\r\n0A;name=\"v\"\r\n0123456789\r\n000\r\ntrailer: x\r\n\r\n",
                ["POST /a [ab0123456789]"]
            ),
            ("GET https://h/p?q HTTP/1.1\r\nhost: h\r\n\r\n", ["GET /p?q []"]),
            ("GET /v2 HTTP/1.1\r\nhost: [::1]:8443\r\na:\t b \t\r\n\r\n", ["GET /v2 []"]),
            ("GET /a HTTP/1.0\r\n\r\n", ["GET /a []", "close"]),
            ("GET /a HTTP/1.0\r\nconnection: keep-alive\r\n\r\n", ["GET /a []", "close"]),
            (
                "GET /a HTTP/1.1\r\nhost: h\r\nConnection: Keep-Alive, Close\r\n\r\n",
                ["GET /a []", "close"]
            ),
            ("GET /a HTTP/1.1\r\nhost: h\r\nconnection: closed\r\n\r\n", ["GET /a []"]),
            ("", []), ("GET /a HTTP/1.1\r\nhost: h\r\n", []),
            ("POST /a HTTP/1.1\r\nhost: h\r\ncontent-length: 5\r\n\r\nabcd", []),
        ] as [(String, [String])])
    func `a request is read as it was sent`(input: String, events: [String]) {
        #expect(HTTP1Transcript.play(input) == events)
    }

    @Test func `pipelined requests are answered in order, one at a time`() {
        let input =
            "POST /1 HTTP/1.1\r\nhost: h\r\ncontent-length: 2\r\n\r\nab"
            + "GET /2 HTTP/1.1\r\nhost: h\r\n\r\n"
            + "POST /3 HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n1\r\nz\r\n0\r\n\r\n"
        #expect(HTTP1Transcript.play(input) == ["POST /1 [ab]", "GET /2 []", "POST /3 [z]"])
        let session = HTTP1Session()
        session.receive(bytes(input).span)
        var seen: [String] = []
        while let event = session.nextEvent() { seen.append("\(event)") }
        #expect(seen == ["head", "data", "ended"])
    }

    @Test func `nothing is read behind an answer that closes`() {
        let input =
            "GET /1 HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n"
            + "GET /2 HTTP/1.1\r\nhost: h\r\n\r\n"
        #expect(HTTP1Transcript.play(input) == ["GET /1 []", "close"])
        let two = HTTP1Transcript(
            bytes("GET /1 HTTP/1.0\r\n\r\n" + "GET /2 HTTP/1.0\r\n\r\n"), chunk: 1)
        #expect(two.events == ["GET /1 []", "close"])
    }

    @Test func `an answer says its length and whether the connection ends`() {
        let open = HTTP1Transcript(bytes("GET / HTTP/1.1\r\nhost: h\r\n\r\n"), chunk: 99)
        #expect(text(open.output) == "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\no")
        let head = HTTP1Transcript(bytes("HEAD / HTTP/1.1\r\nhost: h\r\n\r\n"), chunk: 99)
        #expect(text(head.output) == "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n")
        let closed = HTTP1Transcript(bytes("GET / HTTP/1.0\r\n\r\n"), chunk: 99)
        #expect(text(closed.output).contains("\r\nconnection: close\r\n\r\no"))
    }

    /// Answers a head before its body is whole, and tells whether the connection stays.
    private func staysAfterEarlyAnswer(_ input: String) -> Bool {
        let session = HTTP1Session()
        session.receive(bytes(input).span)
        _ = session.nextEvent()
        var output = ByteBuffer()
        session.respond(status: 403, HeaderBlock(), body: Span(), into: &output)
        let says = !text(array(output.readable)).contains("connection: close")
        #expect(says == session.keepsAlive)
        return says
    }

    @Test func `an early answer keeps only a connection whose next request can be found`() {
        let head = "POST /a HTTP/1.1\r\nhost: h\r\n"
        #expect(staysAfterEarlyAnswer(head + "content-length: 4\r\n\r\nab"))
        // A client that waits for 100 may never send its body: the next bytes could be either.
        #expect(!staysAfterEarlyAnswer(head + "content-length: 4\r\nexpect: 100-continue\r\n\r\n"))
        #expect(!staysAfterEarlyAnswer(head + "content-length: 1048577\r\n\r\n"))
        #expect(!staysAfterEarlyAnswer(head + "transfer-encoding: chunked\r\n\r\n"))
    }

    @Test func `the rest of a body is thrown away and the next request is read`() {
        let session = HTTP1Session()
        session.receive(bytes("POST /a HTTP/1.1\r\nhost: h\r\ncontent-length: 4\r\n\r\nab").span)
        _ = session.nextEvent()
        var output = ByteBuffer()
        session.respond(status: 403, HeaderBlock(), body: Span(), into: &output)
        #expect(session.nextEvent() == nil)
        session.receive(bytes("cdGET /b HTTP/1.1\r\nhost: h\r\n\r\n").span)
        let next = session.nextEvent()
        #expect(next == .head)
        #expect(HTTP1Transcript.head(session.headers) == "GET /b")
    }

    @Test func `100 Continue is said once, to whom it is known`() {
        for (version, expected) in [("1.1", "HTTP/1.1 100 Continue\r\n\r\n"), ("1.0", "")] {
            let session = HTTP1Session()
            session.receive(
                bytes(
                    "POST /a HTTP/\(version)\r\nhost: h\r\ncontent-length: 1\r\n"
                        + "expect: 100-Continue\r\n\r\n"
                ).span)
            _ = session.nextEvent()
            var output = ByteBuffer()
            session.continueIfExpected(into: &output)
            session.continueIfExpected(into: &output)
            #expect(text(array(output.readable)) == expected)
        }
    }

    @Test func `a head has its bounds`() {
        var limits = HTTP1Limits()
        limits.requestLineBytes = 40
        limits.headBytes = 200
        limits.fieldCount = 4
        func play(_ input: String) -> [String] {
            let whole = HTTP1Transcript(bytes(input), chunk: 9_999, limits: limits).events
            #expect(HTTP1Transcript(bytes(input), chunk: 1, limits: limits).events == whole)
            return whole
        }
        func path(_ count: Int) -> String { "/" + String(repeating: "a", count: count) }
        let end = " HTTP/1.1\r\nhost: h\r\n\r\n"
        #expect(play("GET " + path(26) + end) == ["GET \(path(26)) []"])
        #expect(play("GET " + path(27) + end) == ["431"])
        #expect(play("GET " + path(500)) == ["431"])
        let long = "GET / HTTP/1.1\r\nhost: h\r\na: " + String(repeating: "b", count: 300)
        #expect(play(long) == ["431"])
        let many = "GET / HTTP/1.1\r\nhost: h\r\n"
        #expect(play(many + String(repeating: "a: b\r\n", count: 3) + "\r\n") == ["GET / []"])
        #expect(play(many + String(repeating: "a: b\r\n", count: 4) + "\r\n") == ["431"])
    }

    @Test func `a chunk's line and the trailers have their bounds`() {
        var limits = HTTP1Limits()
        limits.chunkLineBytes = 16
        limits.discardedBytes = 64
        func play(_ chunks: String) -> [String] {
            let input = "POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n" + chunks
            return HTTP1Transcript(bytes(input), chunk: 9_999, limits: limits).events
        }
        #expect(play("0;aaaaaaaaaaaaaa\r\n\r\n") == ["POST / []"])
        #expect(play("0;aaaaaaaaaaaaaaaaaaaaa") == ["400"])
        #expect(play("0\r\n" + String(repeating: "a: b\r\n", count: 9) + "\r\n") == ["POST / []"])
        #expect(play("0\r\n" + String(repeating: "a: b\r\n", count: 11) + "\r\n") == ["431"])
    }
}
