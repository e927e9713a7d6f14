// What came of one try to receive or to send.

/// What came of one try to receive.
public enum ReceiveResult: Sendable {
    /// So many bytes were appended; there may be more.
    case received(Int)
    /// Nothing is there now; an event will tell.
    case wouldBlock
    /// The peer has finished sending.
    case closed
    /// The connection is broken.
    case failed(SystemError)
}

/// What came of one try to send.
public enum SendResult: Sendable {
    /// So many bytes were taken, perhaps not all.
    case sent(Int)
    /// None were taken; an event will tell when some can be.
    case wouldBlock
    /// The connection is broken.
    case failed(SystemError)
}
