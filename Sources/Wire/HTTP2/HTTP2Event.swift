// What an HTTP/2 connection tells its owner.

/// Tells what happened on a connection, in order.
public enum HTTP2Event {
    /// A request or response head is in `stream.headers`; informational responses are dropped.
    case head(HTTP2Stream)
    /// Bytes were added to `stream.body`; one event may stand for several frames.
    case data(HTTP2Stream)
    /// The peer ended its side; its trailers, if any, are in `stream.trailers`.
    case ended(HTTP2Stream)
    /// The stream is gone: the last event about it.
    ///
    /// `noError` when both sides ended, or when a server ended it early without complaint.
    case closed(HTTP2Stream, HTTP2ErrorCode)
    /// `stream.outgoing` fell below `HTTP2Stream.lowWaterBytes`, having been above.
    case outgoingDrained(HTTP2Stream)
    /// The peer opens or accepts no streams above this one.
    case goaway(lastStream: StreamID, HTTP2ErrorCode)
    /// The peer sent settings: `peerMaximumConcurrentStreams` may have changed.
    case settings
    /// The peer acknowledged our ping.
    case pingAcknowledged
    /// A request was answered or reset by the session itself; the owner only counts it.
    case refused(StreamID, HTTP2Refusal)
}

/// Says why the session answered a request by itself.
public enum HTTP2Refusal: Sendable {
    /// The header list was over the bound: 431.
    case headersTooLarge
    /// A frame or a head broke HTTP/2's rules (RFC 9113 §8.1.1): its stream was reset.
    case malformed
}

/// Says why a connection must end: write the output that is left, then close.
public struct HTTP2Fault: Error, Hashable, Sendable {
    /// The code that our GOAWAY carries.
    public let code: HTTP2ErrorCode
    /// What happened.
    public let reason: Reason

    /// Names what happened, for counters.
    public enum Reason: Sendable {
        /// The first bytes were not HTTP/2.
        case badPreface
        /// The peer broke the protocol or the header compression.
        case protocolViolation
        /// The peer flooded us: frames without use, resets, CONTINUATION.
        case flood
        /// The connection had been ended before.
        case terminated
    }
}
