// The bounds of an HTTP/2 connection.

extension HTTP2Session {
    /// Says which end of the connection we are.
    public enum Role: Sendable {
        /// We answer.
        case server
        /// We ask.
        case client
    }

    /// Bounds what a peer may make us hold or do.
    public struct Settings: Sendable {
        /// How many streams the peer may have open at once.
        public var maximumConcurrentStreams = 100
        /// The bytes a peer may send on a stream before we consume any.
        public var initialStreamWindowBytes = 1 << 20
        /// The bytes a peer may send on all streams together before we consume any.
        public var connectionWindowBytes = 16 << 20
        /// The largest header list, as RFC 9113 section 6.5.2 counts it.
        public var maximumHeaderListBytes = 65536
        /// The largest frame we accept, 16384 to 16777215.
        public var maximumFrameBytes = 16384
        /// How many RST_STREAM a peer may send at once and then per second.
        public var resetBurst = 300
        /// How many RST_STREAM a peer may send per second in the long run.
        public var resetsPerSecond = 33
        /// How many CONTINUATION frames may follow a HEADERS frame.
        public var maximumContinuations = 8
        /// How many frames in a row may be empty.
        public var maximumConsecutiveEmptyFrames = 32
        /// How many PING, SETTINGS and PRIORITY frames a peer may send ahead of real work.
        public var maximumControlFrames = 1000
        /// How many WINDOW_UPDATE frames a peer may send ahead of the DATA we sent it.
        public var maximumWindowUpdates = 4000
        /// How many stream errors a peer may provoke (RST_STREAM that we had to send).
        public var maximumProvokedResets = 100
        /// How many frames may wait to be sent, DATA aside.
        public var maximumQueuedFrames = 1000

        /// Makes the defaults.
        public init() {}
    }
}
