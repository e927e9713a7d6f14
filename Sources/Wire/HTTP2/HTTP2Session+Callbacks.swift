// What nghttp2 calls: each callback writes down what happened and returns.

internal import CNghttp2

/// Names our callbacks to nghttp2.
@unsafe func setHTTP2Callbacks(_ callbacks: OpaquePointer) {
    unsafe setReceiveCallbacks(callbacks)
    unsafe setSendCallbacks(callbacks)
}

@unsafe private func setReceiveCallbacks(_ callbacks: OpaquePointer) {
    unsafe nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks) {
        _, frame, context in
        guard let frame = unsafe frame else { return 0 }
        return unsafe withSession(context) {
            unsafe $0.noteHeadersBegin(
                StreamID(rawValue: frame.pointee.hd.stream_id),
                opensStream: frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST)
        }
    }
    unsafe nghttp2_session_callbacks_set_on_header_callback(callbacks) {
        _, _, name, nameLength, value, valueLength, _, context in
        guard let name = unsafe name, let value = unsafe value else { return 0 }
        return unsafe withSession(context) {
            unsafe $0.noteHeader(
                Span(_unsafeStart: name, count: nameLength),
                Span(_unsafeStart: value, count: valueLength))
        }
    }
    unsafe nghttp2_session_callbacks_set_on_invalid_header_callback(callbacks) {
        _, frame, _, _, _, _, _, context in
        guard let frame = unsafe frame else { return 0 }
        return unsafe withSession(context) {
            unsafe $0.noteInvalidHeader(frame.pointee.hd.stream_id)
        }
    }
    unsafe nghttp2_session_callbacks_set_on_begin_frame_callback(callbacks) { _, head, context in
        guard let head = unsafe head else { return 0 }
        return unsafe withSession(context) { unsafe $0.noteFrameBegin(head.pointee) }
    }
    unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) { _, frame, context in
        guard let frame = unsafe frame else { return 0 }
        return unsafe withSession(context) { unsafe $0.noteFrame(frame) }
    }
    unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) {
        _, _, id, bytes, length, context in
        guard let bytes = unsafe bytes else { return 0 }
        return unsafe withSession(context) { unsafe $0.noteData(id, bytes, length) }
    }
    unsafe nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) {
        _, id, code, context in
        unsafe withSession(context) { $0.noteClosed(id, HTTP2ErrorCode(rawValue: code)) }
    }
}

@unsafe private func setSendCallbacks(_ callbacks: OpaquePointer) {
    unsafe nghttp2_session_callbacks_set_on_frame_send_callback(callbacks) { _, frame, context in
        guard let frame = unsafe frame else { return 0 }
        return unsafe withSession(context) { unsafe $0.noteSent(frame) }
    }
    unsafe nghttp2_session_callbacks_set_on_frame_not_send_callback(callbacks) {
        _, frame, _, context in
        guard let frame = unsafe frame else { return 0 }
        return unsafe withSession(context) { unsafe $0.noteNotSent(frame.pointee.hd) }
    }
    unsafe nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks) {
        _, frame, _, context in
        let id = unsafe frame?.pointee.hd.stream_id ?? 0
        return unsafe withSession(context) { $0.noteInvalidFrame(id) }
    }
    unsafe nghttp2_session_callbacks_set_send_data_callback(callbacks) {
        _, _, head, length, source, context in
        guard let head = unsafe head, let stream = unsafe source?.pointee.ptr else {
            return NGHTTP2_ERR_CALLBACK_FAILURE.rawValue
        }
        return unsafe withSession(context) { session in
            unsafe Unmanaged<HTTP2Stream>.fromOpaque(stream)._withUnsafeGuaranteedRef {
                unsafe session.writeData($0, head, length)
            }
        }
    }
}

/// Runs `body` on the session that registered itself, without counting references.
private func withSession(
    _ context: UnsafeMutableRawPointer?, _ body: (HTTP2Session) -> Int32
) -> Int32 {
    guard let context = unsafe context else { return NGHTTP2_ERR_CALLBACK_FAILURE.rawValue }
    return unsafe Unmanaged<HTTP2Session>.fromOpaque(context)._withUnsafeGuaranteedRef(body)
}

/// Tells nghttp2 how much of a stream's outgoing bytes goes into the next DATA frame.
let readHTTP2Outgoing: nghttp2_data_source_read_callback = {
    _, _, _, limit, flags, source, context in
    guard let stream = unsafe source?.pointee.ptr, let context = unsafe context,
        let flags = unsafe flags
    else { return Int(NGHTTP2_ERR_CALLBACK_FAILURE.rawValue) }
    return unsafe Unmanaged<HTTP2Session>.fromOpaque(context)._withUnsafeGuaranteedRef { session in
        unsafe Unmanaged<HTTP2Stream>.fromOpaque(stream)._withUnsafeGuaranteedRef {
            unsafe session.planData($0, limit, &flags.pointee)
        }
    }
}
