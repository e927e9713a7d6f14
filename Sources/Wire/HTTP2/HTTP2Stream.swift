// One request and its response on an HTTP/2 connection.

/// Holds what was received on a stream and what is to be sent on it.
///
/// The session lets go of it at `HTTP2Event.closed`; the owner may keep it longer.
public final class HTTP2Stream {
    /// Where `outgoingDrained` is told: below this, the owner may append more.
    public static let lowWaterBytes = 16384

    /// The number of the stream.
    public private(set) var id: StreamID
    /// Belongs to the owner, who may find its own state by it.
    public var tag: UInt64 = 0
    /// The received request or response head, pseudo-header fields first.
    public internal(set) var headers = HeaderBlock()
    /// The received trailers.
    public internal(set) var trailers = HeaderBlock()
    /// The received DATA; whoever consumes bytes here tells `HTTP2Session.consumed` as well.
    public var body = ByteBuffer()
    /// The DATA to send; whoever appends bytes here calls `HTTP2Session.resume`.
    public var outgoing = ByteBuffer()
    /// Whether the peer has ended its side.
    public internal(set) var remoteEnded = false
    /// Whether our side has been ended on the wire.
    public internal(set) var localEnded = false

    /// How our side is going to end once `outgoing` is empty.
    enum Ending {
        case open
        case withData
        case withTrailers
        case done
    }

    var ending = Ending.open
    var pendingTrailers = HeaderBlock()
    var slot = 0
    /// Received bytes for which no window was given back yet.
    var unconsumedBytes = 0
    var hasHead = false
    var headersTooLarge = false
    var isDiscarding = false
    var isDeferred = false
    var isAboveLowWater = false
    var isDataEventQueued = false
    var isResetByUs = false
    var hasResponded = false
    var isOpen = false

    init(id: StreamID) {
        self.id = id
    }

    /// Begins again under another number, keeping small blocks of memory.
    func begin(_ id: StreamID) {
        self.id = id
        tag = 0
        headers.recycle()
        trailers.recycle()
        pendingTrailers.recycle()
        body.recycle()
        outgoing.recycle()
        remoteEnded = false
        localEnded = false
        ending = .open
        unconsumedBytes = 0
        hasHead = false
        headersTooLarge = false
        isDiscarding = false
        isDeferred = false
        isAboveLowWater = false
        isDataEventQueued = false
        isResetByUs = false
        hasResponded = false
    }
}

@available(*, unavailable)
extension HTTP2Stream: Sendable {}
