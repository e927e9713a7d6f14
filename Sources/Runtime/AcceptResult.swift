// What came of one try to accept.

/// What came of one try to accept.
public enum AcceptResult: ~Copyable {
    /// A new connection.
    case accepted(Socket)
    /// Nobody waits now; an event will tell.
    case none
    /// The kernel refused, for want of descriptors or memory.
    case failed(SystemError)
}
