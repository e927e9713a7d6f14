// What an HTTP/1.1 client has said, and what was wrong with it.

/// The bounds of one HTTP/1.1 connection.
public struct HTTP1Limits: Sendable {
    /// The most bytes of a request line.
    public var requestLineBytes = 8 << 10
    /// The most bytes of a head, request line included.
    public var headBytes = 64 << 10
    /// The most fields of a head.
    public var fieldCount = 128
    /// The most bytes of one chunk's line or of all trailers.
    public var chunkLineBytes = 4 << 10
    /// The most bytes of a body that nobody wants any more, before the connection ends.
    public var discardedBytes = 1 << 20

    /// Takes the usual bounds.
    public init() {}
}

/// Says why bytes are no HTTP/1.1 request: answer with the status, then close.
public struct HTTP1Fault: Error, Hashable, Sendable {
    /// The HTTP status to answer with.
    public let status: Int
    /// What was found and what was expected.
    public let text: String

    init(_ status: Int, _ text: String) {
        self.status = status
        self.text = text
    }

    init(_ text: String) { self.init(400, text) }
}

/// One thing that an HTTP/1.1 client has said.
public enum HTTP1Event: Hashable, Sendable {
    /// A head is in `headers`.
    case head
    /// More of the body is in `body`.
    case data
    /// The request is whole; the next one waits for its answer.
    case ended
    /// The bytes are not HTTP/1.1, or ambiguous; nothing more is read.
    case fault(HTTP1Fault)
}
