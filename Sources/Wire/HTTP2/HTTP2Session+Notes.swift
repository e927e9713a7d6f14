// What the callbacks write down, and what a frame makes of a stream.

internal import CNghttp2

extension HTTP2Session {
    func noteHeadersBegin(_ id: StreamID, opensStream: Bool) -> Int32 {
        if role == .server && opensStream {
            let stream = makeStream(id)
            let context = unsafe Unmanaged.passUnretained(stream)
            unsafe nghttp2_session_set_stream_user_data(handle, id.rawValue, context.toOpaque())
            adopt(stream)
            unsafe headerStream = unsafe context
        } else {
            unsafe headerStream = unsafe unmanagedStream(id.rawValue)
        }
        return 0
    }

    /// Finds an open stream without counting a reference; its slot keeps it alive.
    private func unmanagedStream(_ id: Int32) -> Unmanaged<HTTP2Stream>? {
        guard fault == nil else { return nil }
        guard let found = unsafe nghttp2_session_get_stream_user_data(handle, id) else {
            return nil
        }
        return unsafe Unmanaged.fromOpaque(found)
    }

    func noteHeader(_ name: Span<UInt8>, _ value: Span<UInt8>) -> Int32 {
        guard let context = unsafe headerStream else { return 0 }
        let limit = settings.maximumHeaderListBytes
        unsafe context._withUnsafeGuaranteedRef { stream in
            guard !stream.headersTooLarge else { return }
            let fits =
                stream.hasHead
                ? stream.trailers.append(name: name, value: value, within: limit)
                : stream.headers.append(name: name, value: value, within: limit)
            if !fits { stream.headersTooLarge = true }
        }
        return 0
    }

    func noteInvalidHeader(_ id: Int32) -> Int32 {
        _ = unsafe nghttp2_submit_rst_stream(
            handle, 0, id, HTTP2ErrorCode.protocolError.rawValue)
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
    }

    func noteFrame(_ frame: UnsafePointer<nghttp2_frame>) -> Int32 {
        let head = unsafe frame.pointee.hd
        switch nghttp2_frame_type(UInt32(head.type)) {
        case NGHTTP2_HEADERS: noteHeadersEnd(head)
        case NGHTTP2_DATA: noteDataEnd(head)
        case NGHTTP2_SETTINGS:
            if head.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) == 0 {
                hasPeerSettings = true
                events.append(.settings)
            }
        case NGHTTP2_PING:
            if head.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) != 0 {
                events.append(.pingAcknowledged)
            }
        case NGHTTP2_GOAWAY:
            let goaway = unsafe frame.pointee.goaway
            events.append(
                .goaway(
                    lastStream: unsafe StreamID(rawValue: goaway.last_stream_id),
                    unsafe HTTP2ErrorCode(rawValue: goaway.error_code)))
        default: break
        }
        return glitches.isExceeded ? NGHTTP2_ERR_CALLBACK_FAILURE.rawValue : 0
    }

    /// Counts every frame by its head, those that nghttp2 passes over too.
    func noteFrameBegin(_ frame: nghttp2_frame_hd) -> Int32 {
        switch nghttp2_frame_type(UInt32(frame.type)) {
        case NGHTTP2_DATA, NGHTTP2_HEADERS, NGHTTP2_RST_STREAM, NGHTTP2_CONTINUATION: return 0
        case NGHTTP2_WINDOW_UPDATE: glitches.noteWindowUpdate()
        default: glitches.noteControlFrame()
        }
        return glitches.isExceeded ? NGHTTP2_ERR_CALLBACK_FAILURE.rawValue : 0
    }

    private func noteHeadersEnd(_ frame: nghttp2_frame_hd) {
        guard let stream = unsafe headerStream?.takeUnretainedValue() else { return }
        unsafe headerStream = nil
        glitches.noteUsefulFrame()
        let isLast = frame.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
        if isLast { stream.remoteEnded = true }
        if isRefusing && role == .server && !stream.hasHead {
            // Not seen by the owner, so that a client may safely send it elsewhere.
            stream.isDiscarding = true
            reset(stream, .refusedStream)
            return
        }
        if stream.headersTooLarge {
            refuseHeaders(stream)
            return
        }
        if !stream.hasHead {
            if role == .client && Self.isInformational(stream.headers) {
                stream.headers.clear()
                return
            }
            stream.hasHead = true
            events.append(.head(stream))
        }
        if isLast { events.append(.ended(stream)) }
    }

    private static func isInformational(_ headers: borrowing HeaderBlock) -> Bool {
        guard let status = headers.first(.status) else { return false }
        let value = headers.value(status)
        return value.count == 3 && value[0] == 0x31
    }

    /// Answers 431 to a request whose header list is over the bound; resets any other stream.
    private func refuseHeaders(_ stream: HTTP2Stream) {
        glitches.noteControlFrame()
        guard role == .server && !stream.hasHead else {
            reset(stream, .enhanceYourCalm)
            return
        }
        stream.isDiscarding = true
        stream.headers.releaseStorage()
        var answer = HeaderBlock()
        answer.append(.status, "431")
        answer.append(.contentLength, "0")
        respond(stream, answer, endStream: true)
        events.append(.refused(stream.id, .headersTooLarge))
    }

    private func noteDataEnd(_ frame: nghttp2_frame_hd) {
        let isLast = frame.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
        if frame.length > 0 {
            glitches.noteUsefulFrame()
        } else if !isLast {
            glitches.noteEmptyFrame()
        }
        guard isLast, let stream = stream(StreamID(rawValue: frame.stream_id)) else { return }
        stream.remoteEnded = true
        if !stream.isDiscarding { events.append(.ended(stream)) }
    }

    @unsafe func noteData(_ id: Int32, _ bytes: UnsafePointer<UInt8>, _ length: Int) -> Int32 {
        let isKept = unsafe unmanagedStream(id)?._withUnsafeGuaranteedRef { stream in
            guard !stream.isDiscarding else { return false }
            unsafe stream.body.append(copying: bytes, count: length)
            stream.unconsumedBytes += length
            if !stream.isDataEventQueued {
                stream.isDataEventQueued = true
                events.append(.data(stream))
            }
            return true
        }
        if isKept != true { _ = unsafe nghttp2_session_consume(handle, id, length) }
        return 0
    }

    func noteClosed(_ id: Int32, _ code: HTTP2ErrorCode) -> Int32 {
        guard let stream = stream(StreamID(rawValue: id)) else { return 0 }
        // What nobody consumed would be lost to the connection's window for good.
        if stream.unconsumedBytes > 0 {
            _ = unsafe nghttp2_session_consume_connection(handle, stream.unconsumedBytes)
            stream.unconsumedBytes = 0
        }
        release(stream)
        if code == .noError { glitches.noteCompletedStream() }
        // Both sides may have ended well on the wire, and yet not all of it was taken.
        let code = stream.headersTooLarge ? .enhanceYourCalm : code
        if stream.hasHead || role == .client { events.append(.closed(stream, code)) }
        return 0
    }

    @unsafe func noteSent(_ frame: UnsafePointer<nghttp2_frame>) -> Int32 {
        let head = unsafe frame.pointee.hd
        let type = nghttp2_frame_type(UInt32(head.type))
        if type == NGHTTP2_DATA { glitches.noteSentData() }
        if type == NGHTTP2_GOAWAY {
            let code = unsafe HTTP2ErrorCode(rawValue: frame.pointee.goaway.error_code)
            if code != .noError { noteEnding(code) }
        }
        if type == NGHTTP2_RST_STREAM {
            let isOurs = stream(StreamID(rawValue: head.stream_id))?.isResetByUs ?? false
            if !isOurs { glitches.noteProvokedReset() }
        }
        if type == NGHTTP2_DATA || type == NGHTTP2_HEADERS,
            head.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0,
            let stream = stream(StreamID(rawValue: head.stream_id))
        {
            stream.localEnded = true
            // The answer is complete: a client that still sends would send for nobody.
            if role == .server && !stream.remoteEnded { reset(stream, .noError) }
        }
        return glitches.isExceeded ? NGHTTP2_ERR_CALLBACK_FAILURE.rawValue : 0
    }

    /// Takes note that nghttp2 has ended the connection by itself.
    private func noteEnding(_ code: HTTP2ErrorCode) {
        guard fault == nil else { return }
        let isFlood = code == .enhanceYourCalm || code == .internalError
        fault = HTTP2Fault(code: code, reason: isFlood ? .flood : .protocolViolation)
        // The events keep the streams alive until nghttp2 has returned from its write.
        abandonStreams(code)
    }

    func noteNotSent(_ frame: nghttp2_frame_hd) -> Int32 {
        // A request that could not be sent is closed by nghttp2, before any number was used.
        if nghttp2_frame_type(UInt32(frame.type)) == NGHTTP2_HEADERS && role == .server {
            reset(StreamID(rawValue: frame.stream_id), .internalError)
        }
        return 0
    }

    func noteInvalidFrame(_ id: Int32) -> Int32 {
        glitches.noteControlFrame()
        events.append(.refused(StreamID(rawValue: id), .malformed))
        return glitches.isExceeded ? NGHTTP2_ERR_CALLBACK_FAILURE.rawValue : 0
    }

    /// Says how many outgoing bytes the next DATA frame takes, and whether it is the last.
    func planData(_ stream: HTTP2Stream, _ limit: Int, _ flags: inout UInt32) -> Int {
        let length = min(stream.outgoing.count, limit)
        let isAll = length == stream.outgoing.count
        if length > 0 { flags |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue }
        switch stream.ending {
        case .withData where isAll:
            stream.ending = .done
            flags |= NGHTTP2_DATA_FLAG_EOF.rawValue
            return length
        case .withTrailers where isAll:
            stream.ending = .done
            submitTrailers(stream, stream.pendingTrailers)
            // Deferred for good: the trailers end the stream, without an empty frame before them.
            if length == 0 { return Int(NGHTTP2_ERR_DEFERRED.rawValue) }
            let last = NGHTTP2_DATA_FLAG_EOF.rawValue | NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
            flags |= last
            return length
        default:
            guard length > 0 else {
                stream.isDeferred = true
                return Int(NGHTTP2_ERR_DEFERRED.rawValue)
            }
            return length
        }
    }

    /// Copies the planned bytes behind their frame header, straight into the caller's buffer.
    @unsafe func writeData(
        _ stream: HTTP2Stream, _ head: UnsafePointer<UInt8>, _ length: Int
    ) -> Int32 {
        guard output.count < outputLimit else {
            isOutputHeld = true
            return NGHTTP2_ERR_WOULDBLOCK.rawValue
        }
        guard stream.outgoing.count >= length else {
            return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
        }
        unsafe output.append(copying: head, count: 9)
        stream.outgoing.moveFront(length, to: &output)
        if stream.isAboveLowWater && stream.outgoing.count < HTTP2Stream.lowWaterBytes {
            stream.isAboveLowWater = false
            if stream.ending == .open { events.append(.outgoingDrained(stream)) }
        }
        return 0
    }
}
