// Requests that two readers could read in two ways: refused, never repaired.

import Testing

@testable import Wire

struct HTTP1SmugglingTests {
    /// A second request that an attacker hides behind the first.
    private static let hidden = "GET /hidden HTTP/1.1\r\nhost: h\r\n\r\n"

    private static func post(_ fields: String, _ body: String = "") -> String {
        "POST /a HTTP/1.1\r\nhost: h\r\n" + fields + "\r\n" + body + hidden
    }

    static let ambiguousBodies: [(String, String)] = [
        (
            "length and chunks",
            post("content-length: 4\r\ntransfer-encoding: chunked\r\n", "0\r\n\r\n")
        ),
        (
            "chunks and length",
            post("transfer-encoding: chunked\r\ncontent-length: 4\r\n", "0\r\n\r\n")
        ),
        ("two lengths", post("content-length: 4\r\ncontent-length: 5\r\n", "abcd")),
        ("two equal lengths", post("content-length: 4\r\ncontent-length: 4\r\n", "abcd")),
        ("a list of lengths", post("content-length: 4, 4\r\n", "abcd")),
        ("a signed length", post("content-length: +4\r\n", "abcd")),
        ("a negative length", post("content-length: -4\r\n", "abcd")),
        ("a hexadecimal length", post("content-length: 0x4\r\n", "abcd")),
        ("a length in words", post("content-length: four\r\n", "abcd")),
        ("an empty length", post("content-length:\r\n", "abcd")),
        ("a length with a blank", post("content-length: 4 0\r\n", "abcd")),
        ("a length beyond 64 bits", post("content-length: 18446744073709551620\r\n", "abcd")),
        ("chunked twice", post("transfer-encoding: chunked, chunked\r\n", "0\r\n\r\n")),
        (
            "chunked in two fields",
            post(
                "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n", "0\r\n\r\n")
        ),
        ("identity", post("transfer-encoding: identity\r\n", "abcd")),
        ("gzip before chunked", post("transfer-encoding: gzip, chunked\r\n", "0\r\n\r\n")),
        ("chunked before identity", post("transfer-encoding: chunked, identity\r\n", "0\r\n\r\n")),
        ("a coding in quotes", post("transfer-encoding: \"chunked\"\r\n", "0\r\n\r\n")),
        ("a coding with a parameter", post("transfer-encoding: chunked;q=1\r\n", "0\r\n\r\n")),
        ("an unknown coding", post("transfer-encoding: xchunked\r\n", "0\r\n\r\n")),
        ("an empty coding", post("transfer-encoding:\r\n", "0\r\n\r\n")),
        (
            "a coding behind a vertical tab",
            post("transfer-encoding: \u{B}chunked\r\n", "0\r\n\r\n")
        ),
        (
            "chunks in HTTP/1.0",
            "POST /a HTTP/1.0\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
    ]

    static let malformedHeads: [(String, String)] = [
        ("a blank before the colon", post("content-length : 4\r\n", "abcd")),
        ("a tab before the colon", post("transfer-encoding\t: chunked\r\n", "0\r\n\r\n")),
        ("a folded field", post("a: b\r\n transfer-encoding: chunked\r\n")),
        ("a fold at the start", "GET / HTTP/1.1\r\n host: h\r\n\r\n"),
        ("a field without a colon", post("content-length\r\n")),
        ("a field without a name", post(": 4\r\n")),
        ("a name with a bracket", post("content[length]: 4\r\n")),
        ("a name beyond ASCII", post("c\u{f6}ntent-length: 4\r\n")),
        ("a null in a name", post("a\u{0}b: c\r\n")), ("a null in a value", post("a: b\u{0}c\r\n")),
        ("a DEL in a value", post("a: b\u{7F}\r\n")),
        ("a bare LF", "GET / HTTP/1.1\nhost: h\n\n"),
        ("a bare LF in a head", "GET / HTTP/1.1\r\nhost: h\na: b\r\n\r\n"),
        ("a bare CR in a value", "GET / HTTP/1.1\r\nhost: h\r\na: b\rc: d\r\n\r\n"),
        ("a bare CR before CRLF", "GET / HTTP/1.1\r\nhost: h\r\na: b\r\r\n\r\n"),
        ("an empty line first", "\r\nGET / HTTP/1.1\r\nhost: h\r\n\r\n"),
        ("no host", "GET / HTTP/1.1\r\n\r\n"),
        ("two hosts", "GET / HTTP/1.1\r\nhost: h\r\nhost: h\r\n\r\n"),
        ("a host with a path", "GET / HTTP/1.1\r\nhost: h/x\r\n\r\n"),
        ("a host with a user", "GET / HTTP/1.1\r\nhost: u@h\r\n\r\n"),
        ("a host with a blank", "GET / HTTP/1.1\r\nhost: h x\r\n\r\n"),
        ("two hosts in one", "GET / HTTP/1.1\r\nhost: h,x\r\n\r\n"),
        ("another host in the target", "GET https://x/ HTTP/1.1\r\nhost: h\r\n\r\n"),
        ("a user in the target", "GET https://u@h/ HTTP/1.1\r\nhost: h\r\n\r\n"),
        ("plain http in the target", "GET http://h/ HTTP/1.1\r\nhost: h\r\n\r\n"),
        ("a target without a path", "GET https://h HTTP/1.1\r\nhost: h\r\n\r\n"),
        ("an authority as target", "CONNECT h:443 HTTP/1.1\r\nhost: h\r\n\r\n"),
        ("a star as target", "OPTIONS * HTTP/1.1\r\nhost: h\r\n\r\n"),
        ("a relative target", "GET a HTTP/1.1\r\nhost: h\r\n\r\n"),
        ("two blanks in the request line", "GET  / HTTP/1.1\r\nhost: h\r\n\r\n"),
        ("a tab in the request line", "GET\t/ HTTP/1.1\r\nhost: h\r\n\r\n"),
        ("a blank first", " GET / HTTP/1.1\r\nhost: h\r\n\r\n"),
        ("bytes beyond ASCII in the target", "GET /\u{e9} HTTP/1.1\r\nhost: h\r\n\r\n"),
        ("no version", "GET /\r\nhost: h\r\n\r\n"),
        ("a method that is no token", "G(T / HTTP/1.1\r\nhost: h\r\n\r\n"),
        (
            "an upgrade to h2c",
            "GET / HTTP/1.1\r\nhost: h\r\nconnection: upgrade, http2-settings\r\n"
                + "upgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n\r\n"
        ),
        ("an upgrade to websocket", "GET / HTTP/1.1\r\nhost: h\r\nupgrade: websocket\r\n\r\n"),
    ]

    static let malformedChunks: [(String, String)] = [
        ("no size", "\r\nabcd\r\n0\r\n\r\n"), ("a size in words", "zz\r\nabcd\r\n0\r\n\r\n"),
        ("a size with 0x", "0x4\r\nabcd\r\n0\r\n\r\n"),
        ("a signed size", "+4\r\nabcd\r\n0\r\n\r\n"),
        ("a negative size", "-4\r\nabcd\r\n0\r\n\r\n"),
        ("a blank before the size", " 4\r\nabcd\r\n0\r\n\r\n"),
        ("a blank behind the size", "4 \r\nabcd\r\n0\r\n\r\n"),
        ("a size that overflows", "100000000\r\nabcd\r\n0\r\n\r\n"),
        ("a size that wraps", "10000000000000004\r\nabcd\r\n0\r\n\r\n"),
        ("a size line with LF", "4\nabcd\r\n0\r\n\r\n"),
        ("a bare CR in an extension", "4;a\rb\r\nabcd\r\n0\r\n\r\n"),
        ("a bare LF in an extension", "4;a\nb\r\nabcd\r\n0\r\n\r\n"),
        ("a control character in an extension", "4;a\u{1}\r\nabcd\r\n0\r\n\r\n"),
        ("more data than the size", "4\r\nabcde\r\n0\r\n\r\n"),
        ("less data than the size", "4\r\nabc\r\n0\r\n\r\n"),
        ("data that end with LF", "4\r\nabcd\n0\r\n\r\n"),
        ("data that end with CR", "4\r\nabcd\rx0\r\n\r\n"),
        ("a folded trailer", "0\r\na: b\r\n c\r\n\r\n"),
        ("a trailer without a colon", "0\r\nabc\r\n\r\n"),
        ("a trailer with a blank before the colon", "0\r\na : b\r\n\r\n"),
        ("a trailer with LF", "0\r\na: b\n\r\n"),
    ]

    @Test(arguments: ambiguousBodies + malformedHeads)
    func `an ambiguous head is refused and nothing behind it is read`(
        name: String, input: String
    ) {
        #expect(HTTP1Transcript.play(input) == ["400"], "\(name)")
    }

    @Test(arguments: malformedChunks)
    func `a malformed chunk is refused and nothing behind it is read`(
        name: String, chunks: String
    ) {
        let input = Self.post("transfer-encoding: chunked\r\n", chunks)
        #expect(HTTP1Transcript.play(input) == ["400"], "\(name)")
    }

    @Test(arguments: [
        ("GET / HTTP/2.0\r\nhost: h\r\n\r\n", "505"), ("GET / HTTP/1.2\r\nhost: h\r\n\r\n", "505"),
        ("GET / HTTP/0.9\r\n\r\n", "505"), ("GET / http/1.1\r\nhost: h\r\n\r\n", "505"),
        ("GET / HTTP/1.1 \r\nhost: h\r\n\r\n", "505"),
        ("GET / HTTP/01.1\r\nhost: h\r\n\r\n", "505"),
        ("GET /a b HTTP/1.1\r\nhost: h\r\n\r\n", "505"),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"),
        ("GET / HTTP/1.1\r\nhost: h\r\nexpect: 200-ok\r\n\r\n", "417"),
        ("GET / HTTP/1.1\r\nhost: h\r\nexpect: 100-continue\r\nexpect: x\r\n\r\n", "417"),
    ])
    func `another version or expectation has its own status`(input: String, status: String) {
        #expect(HTTP1Transcript.play(input) == [status])
    }

    @Test func `any bytes are read in one way however they are cut`() {
        let seeds = [
            Self.post("content-length: 4\r\n", "abcd"),
            Self.post("transfer-encoding: chunked\r\n", "4;x=y\r\nabcd\r\n0\r\na: b\r\n\r\n"),
            "GET https://h/p HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n" + Self.hidden,
        ]
        var random = SeededGenerator(seed: 31)
        for (number, seed) in seeds.enumerated() {
            for input in mutations(of: bytes(seed), count: 3_000, seed: UInt64(number)) {
                let whole = HTTP1Transcript(input, chunk: max(1, input.count)).events
                #expect(HTTP1Transcript(input, chunk: 1).events == whole)
                let chunk = Int.random(in: 2...30, using: &random)
                #expect(HTTP1Transcript(input, chunk: chunk).events == whole)
            }
        }
    }
}
