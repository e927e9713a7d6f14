// The first line of a head: method, target and version (RFC 9112 §3).

/// Where the parts of a request line stand.
struct HTTP1RequestLine {
    let method: Range<Int>
    let path: Range<Int>
    /// The authority of an absolute-form target.
    let authority: Range<Int>?
    let isHTTP10: Bool
    let isHead: Bool

    init(_ line: Span<UInt8>) throws(HTTP1Fault) {
        var end = 0
        while end < line.count, HTTP1Head.isToken(line[end]) { end += 1 }
        guard end > 0, end < line.count, line[end] == 0x20 else {
            throw HTTP1Fault("the request line is malformed: send `METHOD /path HTTP/1.1`")
        }
        method = 0..<end
        isHead = line.extracting(0..<end).equals("HEAD")
        let start = end + 1
        end = start
        while end < line.count, line[end] > 0x20, line[end] < 0x7F { end += 1 }
        guard end > start, end < line.count, line[end] == 0x20 else {
            throw HTTP1Fault("the request target is malformed: send printable ASCII, no blanks")
        }
        let version = line.extracting(end + 1..<line.count)
        isHTTP10 = version.equals("HTTP/1.0")
        guard isHTTP10 || version.equals("HTTP/1.1") else {
            throw HTTP1Fault(505, "the version is not HTTP/1.1")
        }
        (authority, path) = try Self.split(line, start..<end)
    }

    /// Splits a target of origin form, or of absolute form, which a server must accept (§3.2.2).
    private static func split(
        _ line: Span<UInt8>, _ target: Range<Int>
    ) throws(HTTP1Fault) -> (authority: Range<Int>?, path: Range<Int>) {
        if line[target.lowerBound] == UInt8(ascii: "/") { return (nil, target) }
        guard line.extracting(target).starts(with: "https://") else {
            throw HTTP1Fault("the request target is neither a path nor an https URL")
        }
        let start = target.lowerBound + 8
        var end = start
        while end < target.upperBound, line[end] != UInt8(ascii: "/") { end += 1 }
        guard end > start, end < target.upperBound else {
            throw HTTP1Fault("the request target has no host or no path")
        }
        return (start..<end, end..<target.upperBound)
    }
}
