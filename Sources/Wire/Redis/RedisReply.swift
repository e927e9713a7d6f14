// What Redis answers, as values.

/// One reply in RESP2.
public indirect enum RedisReply: Hashable, Sendable {
    /// A short word such as `OK`.
    case status([UInt8])
    /// A refusal, such as `NOSCRIPT …`.
    case error([UInt8])
    /// A number.
    case integer(Int64)
    /// Bytes.
    case bytes([UInt8])
    /// Nothing is there.
    case null
    /// Several replies.
    case array([RedisReply])

    /// Whether it is an error that begins with the given word.
    public func isError(_ word: StaticString) -> Bool {
        guard case .error(let text) = self else { return false }
        return text.span.starts(with: word)
    }
}
