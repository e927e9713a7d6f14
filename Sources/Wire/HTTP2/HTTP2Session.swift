// An HTTP/2 connection without its socket: bytes in, events out, bytes out.

internal import CNghttp2

/// Speaks HTTP/2 (RFC 9113) in either role.
///
/// Nothing calls the owner back: it calls `receive`, then takes events until there are none, acts,
/// and calls `writeOutput`, after which there may be events again. It closes the connection when
/// neither `wantsRead` nor `wantsWrite`. Each buffer of a stream is bounded by the owner: received
/// bytes by the window, which opens only with `consumed`, outgoing ones by `outgoingDrained`.
@safe public final class HTTP2Session {
    /// Which end of the connection we are.
    public let role: Role
    let settings: Settings
    let handle: OpaquePointer
    var glitches: HTTP2Glitches
    var slots: [HTTP2Stream?] = []
    var freeSlots: [Int] = []
    var events = HTTP2EventQueue()
    /// Closed streams whose memory serves the next ones.
    var spares: [HTTP2Stream] = []
    var hasOpenedStreams = false
    /// The caller's buffer while `writeOutput` runs, empty otherwise.
    var output = ByteBuffer()
    var outputLimit = 0
    var isOutputHeld = false
    var isRefusing = false
    /// The stream whose header block is arriving; its slot keeps it alive.
    var headerStream: Unmanaged<HTTP2Stream>?
    var pairs = HTTP2FieldScratch()
    var hasPeerSettings = false
    /// A GOAWAY to send when nghttp2 itself can no longer send one.
    var lastWords: HTTP2ErrorCode?
    /// Why the connection is ending, when it is our doing.
    public internal(set) var fault: HTTP2Fault?
    /// How many streams are open.
    public internal(set) var activeStreams = 0

    /// Makes a session with our SETTINGS waiting in the output.
    public init(_ role: Role, _ settings: Settings) {
        self.role = role
        self.settings = settings
        glitches = HTTP2Glitches(settings)
        unsafe handle = HTTP2Session.makeHandle(role, settings)
        unsafe nghttp2_session_set_user_data(handle, Unmanaged.passUnretained(self).toOpaque())
        submitSettings()
    }

    deinit {
        unsafe nghttp2_session_del(handle)
    }

    /// Takes bytes that the peer sent and appends events.
    ///
    /// - Throws: a fault when the connection must end: all streams get their `closed` event, and
    ///   the output still holds a GOAWAY to be written.
    public func receive(_ bytes: Span<UInt8>) throws(HTTP2Fault) {
        if let fault { throw fault }
        let taken = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe nghttp2_session_mem_recv(handle, buffer.baseAddress, buffer.count)
        }
        if taken < 0 {
            throw failed(Int32(taken))
        }
        let queued = unsafe nghttp2_session_get_outbound_queue_size(handle)
        guard queued > settings.maximumQueuedFrames + 2 * activeStreams else { return }
        throw end(HTTP2Fault(code: .enhanceYourCalm, reason: .flood))
    }

    /// Takes the readable bytes of a buffer, which the owner then clears.
    public func receive(_ bytes: borrowing ByteBuffer) throws(HTTP2Fault) {
        try receive(bytes.readable)
    }

    /// Takes the next event, in order.
    public func nextEvent() -> HTTP2Event? {
        let event = events.takeFirst()
        if case .data(let stream) = event { stream.isDataEventQueued = false }
        return event
    }

    /// Finds an open stream.
    public func stream(_ id: StreamID) -> HTTP2Stream? {
        // After a fault nghttp2 still points at streams that we have let go.
        guard fault == nil else { return nil }
        let found = unsafe nghttp2_session_get_stream_user_data(handle, id.rawValue)
        if let found = unsafe found {
            return unsafe Unmanaged<HTTP2Stream>.fromOpaque(found).takeUnretainedValue()
        }
        guard role == .client else { return nil }
        // A request that was not written yet is known to us but not to nghttp2.
        for case let stream? in slots where stream.id == id { return stream }
        return nil
    }

    /// Opens a stream with a request head.
    ///
    /// - Returns: nothing when the peer allows no more streams now, or none any more.
    public func request(_ headers: borrowing HeaderBlock, endStream: Bool) -> HTTP2Stream? {
        guard fault == nil, activeStreams < peerMaximumConcurrentStreams,
            unsafe nghttp2_session_check_request_allowed(handle) != 0
        else { return nil }
        let next = unsafe nghttp2_session_get_next_stream_id(handle)
        guard next <= UInt32(Int32.max) else { return nil }
        let stream = makeStream(StreamID(rawValue: Int32(next)))
        if endStream { stream.ending = .done }
        guard submitRequest(stream, headers, endStream: endStream) else { return nil }
        adopt(stream)
        return stream
    }

    /// Sends the final response head; does nothing when the stream is gone or has been answered.
    ///
    /// - Parameters:
    ///   - stream: one that the client opened.
    ///   - headers: `:status` first.
    ///   - endStream: whether nothing follows; otherwise the body comes from `stream.outgoing`
    ///     until `finish`.
    public func respond(
        _ stream: HTTP2Stream, _ headers: borrowing HeaderBlock, endStream: Bool
    ) {
        guard stream.isOpen, !stream.hasResponded, fault == nil else { return }
        stream.hasResponded = true
        if endStream { stream.ending = .done }
        submitResponse(stream, headers, endStream: endStream)
    }

    /// Sends what was appended to `stream.outgoing`.
    public func resume(_ stream: HTTP2Stream) {
        if stream.outgoing.count >= HTTP2Stream.lowWaterBytes { stream.isAboveLowWater = true }
        guard stream.isDeferred, stream.isOpen else { return }
        stream.isDeferred = false
        _ = unsafe nghttp2_session_resume_data(handle, stream.id.rawValue)
    }

    /// Ends our side with what is in `stream.outgoing`.
    public func finish(_ stream: HTTP2Stream) {
        guard stream.ending == .open else { return }
        stream.ending = .withData
        resume(stream)
    }

    /// Ends our side with what is in `stream.outgoing` and then trailers.
    public func finish(_ stream: HTTP2Stream, trailers: borrowing HeaderBlock) {
        guard stream.ending == .open, stream.isOpen else { return }
        if stream.isDeferred && stream.outgoing.isEmpty {
            stream.ending = .done
            submitTrailers(stream, trailers)
            return
        }
        stream.ending = .withTrailers
        stream.pendingTrailers.clear()
        for index in 0..<trailers.count { stream.pendingTrailers.append(index, from: trailers) }
        resume(stream)
    }

    /// Tells that the owner is done with received bytes, which opens both windows again.
    ///
    /// What is not consumed when a stream closes is given back to the connection by the session.
    public func consumed(_ stream: HTTP2Stream, _ count: Int) {
        let returned = min(count, stream.unconsumedBytes)
        guard returned > 0, stream.isOpen else { return }
        stream.unconsumedBytes -= returned
        _ = unsafe nghttp2_session_consume(handle, stream.id.rawValue, returned)
    }

    /// Ends a stream at once; its `closed` event comes once the reset is written.
    public func reset(_ stream: HTTP2Stream, _ code: HTTP2ErrorCode) {
        guard stream.isOpen, !stream.isResetByUs else { return }
        stream.isResetByUs = true
        stream.ending = .done
        _ = unsafe nghttp2_submit_rst_stream(handle, 0, stream.id.rawValue, code.rawValue)
    }

    /// Asks the peer for a sign of life: `pingAcknowledged` follows.
    public func ping() {
        _ = unsafe nghttp2_submit_ping(handle, 0, nil)
    }

    /// Announces, as a server, that the connection will end, while streams are still accepted.
    public func announceShutdown() {
        guard role == .server else { return }
        _ = unsafe nghttp2_submit_shutdown_notice(handle)
    }

    /// Refuses streams from here on; those that are open go on.
    public func refuseNewStreams() {
        guard !isRefusing, fault == nil else { return }
        isRefusing = true
        let last = unsafe nghttp2_session_get_last_proc_stream_id(handle)
        _ = unsafe nghttp2_submit_goaway(handle, 0, last, 0, nil, 0)
    }

    /// Ends the connection: after the output is written nothing more is read.
    public func terminate(_ code: HTTP2ErrorCode) {
        guard fault == nil else { return }
        _ = end(HTTP2Fault(code: code, reason: .terminated))
    }

    /// Tells that the transport is gone: every open stream gets its `closed` event.
    public func connectionLost() {
        if fault == nil { fault = HTTP2Fault(code: .noError, reason: .terminated) }
        lastWords = nil
        abandonStreams(.cancel)
    }

    /// Appends bytes for the peer to a buffer.
    ///
    /// - Parameters:
    ///   - buffer: gets whole frames.
    ///   - limit: ends the writing once so many bytes were appended; the last frame may exceed it.
    /// - Returns: whether there is more to write.
    public func writeOutput(into buffer: inout ByteBuffer, atMost limit: Int) -> Bool {
        if fault != nil {
            writeLastWords(into: &buffer)
            return false
        }
        swap(&output, &buffer)
        defer { swap(&output, &buffer) }
        outputLimit = output.count + limit
        isOutputHeld = false
        while output.count < outputLimit && fault == nil {
            var frame: UnsafePointer<UInt8>? = nil
            let length = unsafe nghttp2_session_mem_send(handle, &frame)
            guard length > 0, let frame = unsafe frame else {
                if length < 0 { _ = failed(Int32(length)) }
                return isOutputHeld || lastWords != nil
            }
            unsafe output.append(copying: frame, count: length)
        }
        return isOutputHeld || wantsWrite
    }

    /// Whether more may be received.
    public var wantsRead: Bool {
        unsafe fault == nil && nghttp2_session_want_read(handle) != 0
    }

    /// Whether there is something to write.
    public var wantsWrite: Bool {
        if fault != nil { return lastWords != nil }
        return unsafe nghttp2_session_want_write(handle) != 0
    }

    /// How many streams the peer lets us have open at once.
    public var peerMaximumConcurrentStreams: Int {
        guard hasPeerSettings else { return 100 }
        let value = unsafe nghttp2_session_get_remote_settings(
            handle, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS)
        return Int(min(value, UInt32(Int32.max)))
    }

    /// Refills the budgets of useless frames and gives back memory that idles.
    ///
    /// The owner calls it about once a second while the connection is open.
    public func passed(seconds: Int) {
        glitches.notePassed(seconds: seconds)
        if !hasOpenedStreams { spares.removeAll() }
        hasOpenedStreams = false
    }
}

@available(*, unavailable)
extension HTTP2Session: Sendable {}

extension HTTP2Session {
    /// Sends the final response head on a stream given by number.
    public func respond(_ id: StreamID, _ headers: borrowing HeaderBlock, endStream: Bool) {
        if let stream = stream(id) { respond(stream, headers, endStream: endStream) }
    }

    /// Sends what was appended to the outgoing bytes of a stream given by number.
    public func resume(_ id: StreamID) {
        if let stream = stream(id) { resume(stream) }
    }

    /// Ends our side of a stream given by number.
    public func finish(_ id: StreamID) {
        if let stream = stream(id) { finish(stream) }
    }

    /// Ends our side of a stream given by number with trailers.
    public func finish(_ id: StreamID, trailers: borrowing HeaderBlock) {
        if let stream = stream(id) { finish(stream, trailers: trailers) }
    }

    /// Tells that the owner is done with bytes received on a stream given by number.
    public func consumed(_ id: StreamID, _ count: Int) {
        if let stream = stream(id) { consumed(stream, count) }
    }

    /// Ends a stream given by number at once.
    public func reset(_ id: StreamID, _ code: HTTP2ErrorCode) {
        if let stream = stream(id) { reset(stream, code) }
    }
}
