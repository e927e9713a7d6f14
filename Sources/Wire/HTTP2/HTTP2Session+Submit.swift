// What the session hands to nghttp2: settings, header lists, bodies, the last words.

internal import CNghttp2

/// Holds the name and value pointers of one header list while nghttp2 copies them.
@safe struct HTTP2FieldScratch: ~Copyable {
    private var pairs: UnsafeMutablePointer<nghttp2_nv>?
    private var capacity = 0

    init() {
        unsafe pairs = nil
    }

    deinit {
        unsafe pairs?.deallocate()
    }

    /// Lends the fields of a block in the form of nghttp2, for the time of `body`.
    @unsafe mutating func lend(
        _ block: borrowing HeaderBlock, _ body: (UnsafeMutablePointer<nghttp2_nv>?, Int) -> Int32
    ) -> Int32 {
        if block.count > capacity {
            unsafe pairs?.deallocate()
            capacity = max(16, block.count * 2)
            unsafe pairs = UnsafeMutablePointer<nghttp2_nv>.allocate(capacity: capacity)
        }
        guard let pairs = unsafe pairs else { return body(nil, 0) }
        for index in 0..<block.count {
            let (name, nameLength) = unsafe Self.address(block.name(index))
            let (value, valueLength) = unsafe Self.address(block.value(index))
            // A literal's bytes stay; all else is copied by nghttp2 before `body` returns.
            let flags =
                block.known(index) == .other ? NGHTTP2_NV_FLAG_NONE : NGHTTP2_NV_FLAG_NO_COPY_NAME
            unsafe pairs[index] = nghttp2_nv(
                name: name, value: value, namelen: nameLength, valuelen: valueLength,
                flags: UInt8(flags.rawValue))
        }
        return unsafe body(pairs, block.count)
    }

    private static func address(_ span: Span<UInt8>) -> (UnsafeMutablePointer<UInt8>?, Int) {
        unsafe span.withUnsafeBufferPointer { buffer in
            unsafe (UnsafeMutablePointer(mutating: buffer.baseAddress), buffer.count)
        }
    }
}

extension HTTP2Session {
    static func makeHandle(_ role: Role, _ settings: Settings) -> OpaquePointer {
        var options: OpaquePointer? = nil
        var callbacks: OpaquePointer? = nil
        var made: OpaquePointer? = nil
        unsafe nghttp2_option_new(&options)
        unsafe nghttp2_session_callbacks_new(&callbacks)
        defer {
            unsafe nghttp2_option_del(options)
            unsafe nghttp2_session_callbacks_del(callbacks)
        }
        guard let options = unsafe options, let callbacks = unsafe callbacks else {
            preconditionFailure("out of memory")
        }
        unsafe nghttp2_option_set_no_auto_window_update(options, 1)
        unsafe nghttp2_option_set_no_closed_streams(options, 1)
        // What we send is bounded by its owner, who would else lose a stream without a word.
        unsafe nghttp2_option_set_max_send_header_block_length(options, 1 << 20)
        unsafe nghttp2_option_set_max_continuations(options, settings.maximumContinuations)
        unsafe nghttp2_option_set_max_outbound_ack(options, settings.maximumQueuedFrames)
        unsafe nghttp2_option_set_stream_reset_rate_limit(
            options, UInt64(settings.resetBurst), UInt64(settings.resetsPerSecond))
        unsafe setHTTP2Callbacks(callbacks)
        switch role {
        case .server: unsafe nghttp2_session_server_new2(&made, callbacks, nil, options)
        case .client: unsafe nghttp2_session_client_new2(&made, callbacks, nil, options)
        }
        guard let made = unsafe made else { preconditionFailure("out of memory") }
        return unsafe made
    }

    func submitSettings() {
        var entries = [
            entry(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, settings.initialStreamWindowBytes),
            entry(NGHTTP2_SETTINGS_MAX_FRAME_SIZE, settings.maximumFrameBytes),
            entry(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, settings.maximumHeaderListBytes),
            entry(NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1),
        ]
        switch role {
        case .server:
            let streams = settings.maximumConcurrentStreams
            entries.append(entry(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, streams))
        case .client:
            entries.append(entry(NGHTTP2_SETTINGS_ENABLE_PUSH, 0))
        }
        _ = unsafe nghttp2_submit_settings(handle, 0, entries, entries.count)
        _ = unsafe nghttp2_session_set_local_window_size(
            handle, 0, 0, Int32(clamping: settings.connectionWindowBytes))
    }

    private func entry(_ id: nghttp2_settings_id, _ value: Int) -> nghttp2_settings_entry {
        nghttp2_settings_entry(settings_id: Int32(id.rawValue), value: UInt32(clamping: value))
    }

    func submitResponse(
        _ stream: HTTP2Stream, _ headers: borrowing HeaderBlock, endStream: Bool
    ) {
        var source = unsafe Self.dataProvider(stream)
        let result = unsafe pairs.lend(headers) { fields, count in
            if endStream {
                return unsafe nghttp2_submit_response(
                    handle, stream.id.rawValue, fields, count, nil)
            }
            return unsafe nghttp2_submit_response(
                handle, stream.id.rawValue, fields, count, &source)
        }
        if result != 0 { reset(stream, .internalError) }
    }

    func submitRequest(
        _ stream: HTTP2Stream, _ headers: borrowing HeaderBlock, endStream: Bool
    ) -> Bool {
        var source = unsafe Self.dataProvider(stream)
        let context = unsafe Unmanaged.passUnretained(stream).toOpaque()
        let result = unsafe pairs.lend(headers) { fields, count in
            if endStream {
                return unsafe nghttp2_submit_request(
                    handle, nil, fields, count, nil, context)
            }
            return unsafe nghttp2_submit_request(
                handle, nil, fields, count, &source, context)
        }
        return result == stream.id.rawValue
    }

    func submitTrailers(_ stream: HTTP2Stream, _ trailers: borrowing HeaderBlock) {
        let result = unsafe pairs.lend(trailers) { fields, count in
            unsafe nghttp2_submit_trailer(handle, stream.id.rawValue, fields, count)
        }
        if result != 0 { reset(stream, .internalError) }
    }

    private static func dataProvider(_ stream: HTTP2Stream) -> nghttp2_data_provider {
        unsafe nghttp2_data_provider(
            source: nghttp2_data_source(ptr: Unmanaged.passUnretained(stream).toOpaque()),
            read_callback: readHTTP2Outgoing)
    }

    /// Makes a stream, in the memory of one that nobody holds any more where there is one.
    func makeStream(_ id: StreamID) -> HTTP2Stream {
        hasOpenedStreams = true
        guard var spare = spares.popLast() else { return HTTP2Stream(id: id) }
        guard isKnownUniquelyReferenced(&spare) else { return HTTP2Stream(id: id) }
        spare.begin(id)
        return spare
    }

    func adopt(_ stream: HTTP2Stream) {
        if let slot = freeSlots.popLast() {
            stream.slot = slot
            slots[slot] = stream
        } else {
            stream.slot = slots.count
            slots.append(stream)
        }
        stream.isOpen = true
        activeStreams += 1
    }

    func release(_ stream: HTTP2Stream) {
        guard stream.isOpen else { return }
        stream.isOpen = false
        // The rest of its header block may still come, and then belongs to nobody.
        if unsafe headerStream?.toOpaque() == Unmanaged.passUnretained(stream).toOpaque() {
            unsafe headerStream = nil
        }
        slots[stream.slot] = nil
        freeSlots.append(stream.slot)
        activeStreams -= 1
        if spares.count < 4 { spares.append(stream) }
    }

    /// Turns a fatal result of nghttp2 into the end of the connection.
    func failed(_ result: Int32) -> HTTP2Fault {
        if let fault { return fault }
        if glitches.isExceeded {
            return end(HTTP2Fault(code: .enhanceYourCalm, reason: .flood))
        }
        switch nghttp2_error(result) {
        case NGHTTP2_ERR_BAD_CLIENT_MAGIC:
            return end(HTTP2Fault(code: .protocolError, reason: .badPreface))
        case NGHTTP2_ERR_FLOODED, NGHTTP2_ERR_TOO_MANY_CONTINUATIONS,
            NGHTTP2_ERR_TOO_MANY_SETTINGS:
            return end(HTTP2Fault(code: .enhanceYourCalm, reason: .flood))
        default:
            return end(HTTP2Fault(code: .protocolError, reason: .protocolViolation))
        }
    }

    /// Ends the connection for a fault, with a GOAWAY left to write.
    func end(_ fault: HTTP2Fault) -> HTTP2Fault {
        self.fault = fault
        lastWords = fault.code
        abandonStreams(fault.code)
        return fault
    }

    func abandonStreams(_ code: HTTP2ErrorCode) {
        for index in slots.indices {
            guard let stream = slots[index] else { continue }
            release(stream)
            if stream.hasHead || role == .client { events.append(.closed(stream, code)) }
        }
    }

    /// Writes the GOAWAY frame by hand (RFC 9113 section 6.8): nghttp2 has given up by then.
    func writeLastWords(into buffer: inout ByteBuffer) {
        guard let code = lastWords else { return }
        lastWords = nil
        let last = unsafe UInt32(bitPattern: nghttp2_session_get_last_proc_stream_id(handle))
        buffer.append([0, 0, 8, UInt8(NGHTTP2_GOAWAY.rawValue), 0, 0, 0, 0, 0].span)
        for word in [last, code.rawValue] {
            for shift in [24, 16, 8, 0] as [UInt32] {
                buffer.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
    }
}
