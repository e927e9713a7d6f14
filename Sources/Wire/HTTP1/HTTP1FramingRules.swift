// The rules that make a body's framing unambiguous (RFC 9112 §6, RFC 9110 §7.2 and §10.1.1).

/// Decides how a request's body is framed, or refuses it.
enum HTTP1FramingRules {
    private static let upgrade = Array("upgrade".utf8)

    /// Applies every rule to a head.
    static func apply(
        _ headers: borrowing HeaderBlock, _ line: HTTP1RequestLine
    ) throws(HTTP1Fault) -> HTTP1Framing {
        var framing = HTTP1Framing()
        framing.isHead = line.isHead
        try checkHost(headers, line)
        guard headers.first(named: upgrade.span) == nil else {
            throw HTTP1Fault("no upgrade is offered: choose the protocol with ALPN")
        }
        framing.length = try length(headers, line)
        framing.keepsAlive = !line.isHTTP10 && !asksToClose(headers)
        // A client of HTTP/1.0 does not know the interim answer (RFC 9110 §10.1.1).
        framing.expectsContinue = try expectsContinue(headers) && !line.isHTTP10
        return framing
    }

    private static func checkHost(
        _ headers: borrowing HeaderBlock, _ line: HTTP1RequestLine
    ) throws(HTTP1Fault) {
        let count = headers.occurrences(of: .host)
        guard count == 1 || (count == 0 && line.isHTTP10) else {
            throw HTTP1Fault("the Host field stands \(count) times: send it once")
        }
        guard let position = headers.first(.host) else { return }
        let host = headers.value(position)
        for index in 0..<host.count where !isHostCharacter(host[index]) {
            throw HTTP1Fault("the Host field is not a host")
        }
    }

    /// Checks that `Host` repeats the authority of an absolute-form target.
    static func checkHost(
        _ headers: borrowing HeaderBlock, is authority: Span<UInt8>
    ) throws(HTTP1Fault) {
        guard let position = headers.first(.host), headers.value(position).equals(authority) else {
            throw HTTP1Fault("the Host field is not the target's host")
        }
    }

    private static func isHostCharacter(_ byte: UInt8) -> Bool {
        HTTP1Head.isToken(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "[")
            || byte == UInt8(ascii: "]")
    }

    private static func length(
        _ headers: borrowing HeaderBlock, _ line: HTTP1RequestLine
    ) throws(HTTP1Fault) -> HTTP1Framing.Length {
        let codings = headers.occurrences(of: .transferEncoding)
        let lengths = headers.occurrences(of: .contentLength)
        guard codings + lengths <= 1 else {
            throw HTTP1Fault(
                "the body is framed \(codings + lengths) times: send one Content-Length "
                    + "or one Transfer-Encoding")
        }
        if let position = headers.first(.transferEncoding) {
            guard !line.isHTTP10, headers.value(position).equalsIgnoringCase("chunked") else {
                throw HTTP1Fault("the only transfer coding is `chunked`, in HTTP/1.1")
            }
            return .chunked
        }
        guard let position = headers.first(.contentLength) else { return .none }
        let text = headers.value(position)
        guard !text.isEmpty, text.count <= 15 else {
            throw HTTP1Fault("Content-Length is not a number of at most 15 digits")
        }
        var count = 0
        for index in 0..<text.count {
            guard text[index] >= 0x30, text[index] <= 0x39 else {
                throw HTTP1Fault("Content-Length is not a number of at most 15 digits")
            }
            count = count * 10 + Int(text[index] - 0x30)
        }
        return .bytes(count)
    }

    /// Whether `Connection` lists `close`.
    private static func asksToClose(_ headers: borrowing HeaderBlock) -> Bool {
        var position = headers.first(.connection)
        while let index = position {
            let value = headers.value(index)
            var start = 0
            while start < value.count {
                var end = start
                while end < value.count, value[end] != UInt8(ascii: ",") { end += 1 }
                if isClose(value.extracting(start..<end)) { return true }
                start = end + 1
            }
            position = headers.next(.connection, after: index)
        }
        return false
    }

    private static func isClose(_ text: Span<UInt8>) -> Bool {
        var start = 0
        var end = text.count
        while start < end, HTTP1Head.isBlank(text[start]) { start += 1 }
        while end > start, HTTP1Head.isBlank(text[end - 1]) { end -= 1 }
        return text.extracting(start..<end).equalsIgnoringCase("close")
    }

    private static func expectsContinue(
        _ headers: borrowing HeaderBlock
    ) throws(HTTP1Fault) -> Bool {
        guard let position = headers.first(.expect) else { return false }
        guard headers.occurrences(of: .expect) == 1,
            headers.value(position).equalsIgnoringCase("100-continue")
        else {
            throw HTTP1Fault(417, "the only expectation that is met is `100-continue`")
        }
        return true
    }
}
