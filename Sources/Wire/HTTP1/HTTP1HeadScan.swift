// The search for the end of a head, which looks at no byte twice however they arrive.

/// Remembers where the search for a head's empty line stands.
struct HTTP1HeadScan {
    private var lineStart = 0
    // INVARIANT: the bytes before `next` hold whole CRLFs only, the last one before `lineStart`.
    private var next = 0

    /// The bytes of the head up to and with its empty line; nil until it is whole.
    ///
    /// - Parameter buffer: the same bytes as in the call before, and more behind them.
    mutating func length(
        in buffer: borrowing ByteBuffer, _ limits: HTTP1Limits
    ) throws(HTTP1Fault) -> Int? {
        let bytes = buffer.readable
        let end = min(bytes.count, limits.headBytes)
        while next < end {
            let byte = bytes[next]
            if byte == 0x0A { throw HTTP1Fault("a line ends with LF alone: send CRLF") }
            guard byte == 0x0D else {
                next += 1
                continue
            }
            guard next + 1 < bytes.count else { break }
            guard bytes[next + 1] == 0x0A else {
                throw HTTP1Fault("a CR stands alone: send CRLF")
            }
            if next == lineStart {
                guard lineStart > 0 else {
                    throw HTTP1Fault("an empty line came before the request")
                }
                return next + 2
            }
            try checkRequestLine(limits)
            next += 2
            lineStart = next
        }
        try checkRequestLine(limits)
        guard bytes.count <= limits.headBytes else {
            throw HTTP1Fault(431, "the head is longer than \(limits.headBytes) bytes")
        }
        return nil
    }

    private func checkRequestLine(_ limits: HTTP1Limits) throws(HTTP1Fault) {
        guard lineStart > 0 || next <= limits.requestLineBytes else {
            throw HTTP1Fault(
                431, "the request line is longer than \(limits.requestLineBytes) bytes")
        }
    }
}
