// What a head says about the bytes that follow it.

/// How a request's body is framed, and what becomes of its connection.
struct HTTP1Framing {
    /// The body's length (RFC 9112 §6.3).
    enum Length: Equatable {
        case none
        case bytes(Int)
        case chunked
    }

    var length = Length.none
    var keepsAlive = true
    var expectsContinue = false
    /// Whether the method is HEAD, whose answer has no content.
    var isHead = false
}
