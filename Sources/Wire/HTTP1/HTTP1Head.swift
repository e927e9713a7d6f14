// The grammar of a head, read strictly (RFC 9112 §3 to §7).

/// Reads request lines, fields and chunk sizes.
enum HTTP1Head {
    /// The length of the first line without its CRLF; nil until it is whole.
    static func lineEnd(
        in buffer: borrowing ByteBuffer, atMost limit: Int
    ) throws(HTTP1Fault) -> Int? {
        let end = try lineEnd(buffer.readable, from: 0, limit: limit)
        if end == nil, buffer.count > limit + 1 {
            throw HTTP1Fault("a line is longer than \(limit) bytes")
        }
        return end
    }

    /// The position of the next CRLF; a CR or LF alone is refused (RFC 9112 §2.2).
    private static func lineEnd(
        _ bytes: Span<UInt8>, from start: Int, limit: Int
    ) throws(HTTP1Fault) -> Int? {
        var index = start
        let end = min(bytes.count, limit + 2)
        while index < end {
            let byte = bytes[index]
            if byte == 0x0A { throw HTTP1Fault("a line ends with LF alone: send CRLF") }
            if byte == 0x0D {
                guard index + 1 < bytes.count else { return nil }
                guard bytes[index + 1] == 0x0A else {
                    throw HTTP1Fault("a CR stands alone: send CRLF")
                }
                return index
            }
            index += 1
        }
        return nil
    }

    /// Reads a whole head into fields, and what it says of the body.
    static func parse(
        _ buffer: borrowing ByteBuffer, _ length: Int, _ limits: HTTP1Limits,
        into headers: inout HeaderBlock
    ) throws(HTTP1Fault) -> HTTP1Framing {
        let bytes = buffer.readable
        var name = ByteBuffer()
        let first = try lineEnd(bytes, from: 0, limit: limits.headBytes) ?? 0
        let line = try HTTP1RequestLine(bytes.extracting(0..<first))
        headers.append(.method, bytes.extracting(line.method))
        headers.append(.path, bytes.extracting(line.path))
        var start = first + 2
        var count = 0
        while start < length - 2 {
            let end = try lineEnd(bytes, from: start, limit: limits.headBytes) ?? length
            try appendField(bytes.extracting(start..<end), through: &name, into: &headers)
            start = end + 2
            count += 1
            guard count <= limits.fieldCount else {
                throw HTTP1Fault(431, "the head has more than \(limits.fieldCount) fields")
            }
        }
        if let authority = line.authority {
            try HTTP1FramingRules.checkHost(headers, is: bytes.extracting(authority))
        }
        return try HTTP1FramingRules.apply(headers, line)
    }

    private static func appendField(
        _ line: Span<UInt8>, through name: inout ByteBuffer, into headers: inout HeaderBlock
    ) throws(HTTP1Fault) {
        let colon = try checkField(line)
        name.clear()
        for index in 0..<colon { name.append(lowercased(line[index])) }
        var start = colon + 1
        var end = line.count
        while start < end, isBlank(line[start]) { start += 1 }
        while end > start, isBlank(line[end - 1]) { end -= 1 }
        headers.append(name: name.readable, value: line.extracting(start..<end))
    }

    /// Checks one field line and gives the colon's position.
    @discardableResult
    static func checkField(_ line: Span<UInt8>) throws(HTTP1Fault) -> Int {
        if !line.isEmpty, isBlank(line[0]) {
            throw HTTP1Fault("a field is folded over lines: send it on one")
        }
        var colon = 0
        while colon < line.count, isToken(line[colon]) { colon += 1 }
        guard colon > 0, colon < line.count, line[colon] == UInt8(ascii: ":") else {
            throw HTTP1Fault("a field is malformed: send `name: value`, no blank before the colon")
        }
        for index in colon..<line.count where line[index] < 0x20 || line[index] == 0x7F {
            guard line[index] == 0x09 else {
                throw HTTP1Fault("a field's value holds a control character")
            }
        }
        return colon
    }

    /// Reads a chunk's size; extensions are skipped but must be printable (RFC 9112 §7.1.1).
    static func chunkSize(_ line: Span<UInt8>) throws(HTTP1Fault) -> Int {
        var size = 0
        var index = 0
        while index < line.count, let digit = hexadecimal(line[index]) {
            guard index < 8 else { throw HTTP1Fault("a chunk's size has more than 8 digits") }
            size = size << 4 | digit
            index += 1
        }
        guard index > 0, index == line.count || line[index] == UInt8(ascii: ";") else {
            throw HTTP1Fault("a chunk's size is not a hexadecimal number")
        }
        for rest in index..<line.count where line[rest] < 0x20 || line[rest] >= 0x7F {
            throw HTTP1Fault("a chunk's extension holds an unprintable character")
        }
        return size
    }

    private static func hexadecimal(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 0x30
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte) - 0x61 + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte) - 0x41 + 10
        default: nil
        }
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// Whether a byte may stand in a token (RFC 9110 §5.6.2).
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
        default: false
        }
    }

    /// The usual words for a status; no client should read them.
    static func reason(_ status: Int) -> StaticString {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 451: "Unavailable For Legal Reasons"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: "Answer"
        }
    }
}
