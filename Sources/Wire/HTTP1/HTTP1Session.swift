// The server's side of one HTTP/1.1 connection: strict, one request at a time (RFC 9112).

/// Reads requests from bytes and writes answers to bytes.
///
/// What could be read in two ways is refused, never repaired. Pipelined bytes wait until the
/// request before them is answered.
public final class HTTP1Session {
    private enum State {
        case head
        case body(remaining: Int)
        case chunkLine
        case chunk(remaining: Int)
        case chunkEnd
        case trailers
        /// The request is whole and waits for its answer.
        case answering
        case broken
    }

    /// The head: `:method` and `:path`, then the fields with lower-case names, `host` among them.
    public internal(set) var headers = HeaderBlock()
    /// The body's bytes so far; the owner takes them out.
    public var body = ByteBuffer()
    /// Whether the connection ends with the next answer.
    public var closesAfterResponse = false
    let limits: HTTP1Limits
    private var pending = ByteBuffer()
    private var state = State.head
    private var framing = HTTP1Framing()
    private var headScan = HTTP1HeadScan()
    private var isAnswered = false
    private var discarded = 0
    private var endReported = false

    /// Makes a session that waits for its first request.
    public init(_ limits: HTTP1Limits = HTTP1Limits()) { self.limits = limits }

    /// Takes bytes from the connection; `nextEvent` reads them.
    public func receive(_ bytes: Span<UInt8>) { pending.append(bytes) }

    /// Whether more bytes are wanted now: pipelined ones are left to wait in the socket.
    public var wantsRead: Bool {
        switch state {
        case .answering: pending.count < limits.headBytes
        case .broken: false
        default: true
        }
    }

    /// Whether another request may follow the answer.
    public var keepsAlive: Bool {
        if case .broken = state { return false }
        return !closesAfterResponse && framing.keepsAlive
    }

    // MARK: Reading

    /// Reads on, up to the next thing the owner should know; nil until more bytes come.
    public func nextEvent() -> HTTP1Event? {
        do throws(HTTP1Fault) {
            while true {
                switch try step() {
                case .event(let event): return event
                case .again: continue
                case .wait: return nil
                }
            }
        } catch {
            state = .broken
            pending.clear()
            return .fault(error)
        }
    }

    private enum Step {
        case event(HTTP1Event)
        case again, wait
    }

    private func step() throws(HTTP1Fault) -> Step {
        switch state {
        case .head: return try readHead()
        case .body(let remaining): return try readBody(remaining)
        case .chunkLine: return try readChunkLine()
        case .chunk(let remaining): return try readChunk(remaining)
        case .chunkEnd:
            guard let end = try HTTP1Head.lineEnd(in: pending, atMost: 2) else { return .wait }
            guard end == 0 else {
                throw HTTP1Fault("a chunk is longer than its size says: end it with CRLF")
            }
            pending.consume(2)
            state = .chunkLine
            return .again
        case .trailers: return try readTrailers()
        case .answering: return endOnce()
        case .broken: return .wait
        }
    }

    private func readHead() throws(HTTP1Fault) -> Step {
        guard !pending.isEmpty, let length = try headScan.length(in: pending, limits) else {
            return .wait
        }
        headScan = HTTP1HeadScan()
        headers.clear()
        body.clear()
        isAnswered = false
        endReported = false
        discarded = 0
        framing = try HTTP1Head.parse(pending, length, limits, into: &headers)
        pending.consume(length)
        switch framing.length {
        case .none: state = .answering
        case .bytes(let count): state = count == 0 ? .answering : .body(remaining: count)
        case .chunked: state = .chunkLine
        }
        return .event(.head)
    }

    private func readBody(_ remaining: Int) throws(HTTP1Fault) -> Step {
        let count = min(remaining, pending.count)
        guard count > 0 else { return .wait }
        state = count == remaining ? .answering : .body(remaining: remaining - count)
        return try take(count)
    }

    private func readChunkLine() throws(HTTP1Fault) -> Step {
        guard let end = try HTTP1Head.lineEnd(in: pending, atMost: limits.chunkLineBytes) else {
            return .wait
        }
        let size = try Self.chunkSize(&pending, end)
        pending.consume(end + 2)
        state = size == 0 ? .trailers : .chunk(remaining: size)
        return .again
    }

    private func readChunk(_ remaining: Int) throws(HTTP1Fault) -> Step {
        let count = min(remaining, pending.count)
        guard count > 0 else { return .wait }
        state = count == remaining ? .chunkEnd : .chunk(remaining: remaining - count)
        return try take(count)
    }

    private static func chunkSize(
        _ buffer: inout ByteBuffer, _ end: Int
    ) throws(HTTP1Fault) -> Int {
        try HTTP1Head.chunkSize(buffer.readable.extracting(0..<end))
    }

    private static func checkField(_ buffer: inout ByteBuffer, _ end: Int) throws(HTTP1Fault) {
        try HTTP1Head.checkField(buffer.readable.extracting(0..<end))
    }

    /// Trailers are read and thrown away: nothing of ours is said there.
    private func readTrailers() throws(HTTP1Fault) -> Step {
        guard let end = try HTTP1Head.lineEnd(in: pending, atMost: limits.chunkLineBytes) else {
            return .wait
        }
        discarded += end + 2
        guard discarded <= limits.discardedBytes else { throw HTTP1Fault(431, "too many trailers") }
        if end > 0 { try Self.checkField(&pending, end) }
        pending.consume(end + 2)
        if end == 0 { state = .answering }
        return .again
    }

    /// Hands body bytes over, or throws them away once the request was answered.
    private func take(_ count: Int) throws(HTTP1Fault) -> Step {
        guard isAnswered else {
            _ = body.moveBytes(from: &pending, atMost: count)
            return .event(.data)
        }
        pending.consume(count)
        discarded += count
        guard discarded <= limits.discardedBytes else {
            throw HTTP1Fault(413, "the body goes on after the answer")
        }
        return .again
    }

    private func endOnce() -> Step {
        if isAnswered {
            state = keepsAlive ? .head : .broken
            return .again
        }
        guard !endReported else { return .wait }
        endReported = true
        return .event(.ended)
    }

    /// Whether the rest of the request can be thrown away and the next one found behind it.
    ///
    /// A client that was not told to continue may leave its body out (RFC 9110 §10.1.1), so that
    /// nobody knows what the next bytes are; a body without a known, small rest may never end.
    private var canFindNextRequest: Bool {
        switch state {
        case .answering: true
        case .body(let remaining):
            !framing.expectsContinue && remaining <= limits.discardedBytes
        default: false
        }
    }

    // MARK: Writing

    /// Appends `100 Continue` where the client waits for it (RFC 9110 §10.1.1).
    public func continueIfExpected(into output: inout ByteBuffer) {
        guard framing.expectsContinue else { return }
        framing.expectsContinue = false
        output.append("HTTP/1.1 100 Continue\r\n\r\n")
    }

    /// Appends an answer with `Content-Length`; what is left of the request's body is thrown away.
    ///
    /// - Parameter fields: without pseudo-fields, `content-length` and `connection`.
    public func respond(
        status: Int, _ fields: borrowing HeaderBlock, body content: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        isAnswered = true
        if !canFindNextRequest { framing.keepsAlive = false }
        output.append("HTTP/1.1 ")
        output.append(decimal: status)
        output.append(" ")
        output.append(HTTP1Head.reason(status))
        output.append("\r\n")
        for index in 0..<fields.count {
            output.append(fields.name(index))
            output.append(": ")
            output.append(fields.value(index))
            output.append("\r\n")
        }
        output.append("content-length: ")
        output.append(decimal: content.count)
        output.append(keepsAlive ? "\r\n\r\n" : "\r\nconnection: close\r\n\r\n")
        if !framing.isHead { output.append(content) }
    }
}

@available(*, unavailable)
extension HTTP1Session: Sendable {}
