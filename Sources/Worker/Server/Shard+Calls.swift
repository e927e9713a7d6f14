// A call's way in: its head, its one message, and what can go wrong with them.

import Runtime
import Synchronization
import Wire

extension Shard {
    /// Takes the head of a request, or answers at once what cannot be served.
    func head(_ stream: HTTP2Stream, _ connection: Connection) {
        let http = connection.http
        guard let method = method(of: stream, on: http) else { return }
        let call = Call(connection, stream, method)
        guard let token = calls.insert(call) else {
            replies.refuse(stream, on: http, .resourceExhausted, "too many calls: try again later")
            return
        }
        call.token = token
        stream.tag = token.rawValue
        let limit = Self.timeout(stream.headers)
        guard limit.isGiven else { return }
        guard let timeout = limit.nanoseconds else {
            refuse(call, .invalidArgument, "grpc-timeout is not one to eight digits and a unit")
            return
        }
        // Rounded up, since a timer never fires early and a deadline must not either.
        let milliseconds = Int(timeout / 1_000_000) + (timeout % 1_000_000 == 0 ? 0 : 1)
        call.deadline = loop.schedule(token, afterMilliseconds: milliseconds)
    }

    /// The method that a head asks for; nil once a head that asks for none has been answered.
    private func method(of stream: HTTP2Stream, on http: HTTP2Session) -> Method? {
        let headers = Self.inspect(stream.headers)
        guard headers.isPost else {
            replies.refuse(stream, on: http, httpStatus: 405)
            return nil
        }
        guard headers.isGRPC else {
            replies.refuse(stream, on: http, httpStatus: 415)
            return nil
        }
        guard headers.isIdentity else {
            replies.refuse(
                stream, on: http, .unimplemented,
                "send messages uncompressed: grpc-encoding identity")
            return nil
        }
        guard let method = headers.method else {
            replies.refuse(
                stream, on: http, .unimplemented,
                "no such method here: use inference.GRPCInferenceService")
            return nil
        }
        return method
    }

    private static func inspect(
        _ headers: borrowing HeaderBlock
    ) -> (isPost: Bool, isGRPC: Bool, isIdentity: Bool, method: Method?) {
        var (isPost, isGRPC, isIdentity) = (false, false, true)
        var method: Method?
        if let at = headers.first(.method) { isPost = headers.value(at, equals: "POST") }
        if let at = headers.first(.contentType) {
            isGRPC = headers.value(at).starts(with: "application/grpc")
        }
        if let at = headers.first(.grpcEncoding) {
            isIdentity = headers.value(at, equals: "identity")
        }
        if let at = headers.first(.path) { method = Method(path: headers.value(at)) }
        return (isPost, isGRPC, isIdentity, method)
    }

    private static func timeout(
        _ headers: borrowing HeaderBlock
    ) -> (isGiven: Bool, nanoseconds: UInt64?) {
        guard let at = headers.first(.grpcTimeout) else { return (false, nil) }
        return (true, GRPCTimeout.parse(headers.value(at)))
    }

    private static func prefix(
        _ body: borrowing ByteBuffer
    ) throws(GRPCFault) -> (compressed: Bool, length: Int) {
        try GRPCFramePrefix.parse(body.readable)
    }

    /// The call of a stream that is not answered yet.
    private func call(of stream: HTTP2Stream) -> Call? {
        calls[Token(rawValue: stream.tag)]
    }

    /// Takes bytes of a message; the window opens as they come, within what was reserved.
    func data(_ stream: HTTP2Stream, _ connection: Connection) {
        guard let call = call(of: stream) else {
            connection.http.consumed(stream.id, stream.body.count)
            stream.body.clear()
            return
        }
        if call.messageLength == nil && !takePrefix(call) { return }
        guard let length = call.messageLength else { return }
        guard stream.body.count <= GRPCFramePrefix.length + length else {
            refuse(call, .invalidArgument, "a unary call carries exactly one message")
            return
        }
        connection.http.consumed(stream.id, stream.body.count - call.returnedBytes)
        call.returnedBytes = stream.body.count
    }

    /// Reads the prefix and reserves room for the message.
    ///
    /// - Returns: false when the call was refused.
    private func takePrefix(_ call: Call) -> Bool {
        let body = call.stream.body.count
        guard body >= GRPCFramePrefix.length else { return true }
        let prefix: (compressed: Bool, length: Int)
        do throws(GRPCFault) {
            prefix = try Self.prefix(call.stream.body)
        } catch {
            refuse(call, error.status, error.text)
            return false
        }
        guard !prefix.compressed else {
            refuse(call, .unimplemented, "send messages uncompressed: grpc-encoding identity")
            return false
        }
        guard prefix.length <= settings.maximumMessageBytes else {
            refuse(
                call, .resourceExhausted,
                "the message has \(prefix.length) bytes; the most is \(settings.maximumMessageBytes)"
            )
            return false
        }
        guard heldBytes + prefix.length <= settings.maximumHeldBytes else {
            refuse(call, .unavailable, "no room for the message now: try again later")
            return false
        }
        heldBytes += prefix.length
        call.reservedBytes = prefix.length
        call.messageLength = prefix.length
        return true
    }

    /// Acts on a call whose message is complete.
    func ended(_ stream: HTTP2Stream, _ connection: Connection) {
        guard let call = call(of: stream) else { return }
        guard let length = call.messageLength,
            stream.body.count == GRPCFramePrefix.length + length
        else {
            refuse(call, .invalidArgument, "the call ended before its message was complete")
            return
        }
        switch call.method {
        case .modelInfer: infer(call)
        case .serverLive, .serverReady, .serverMetadata, .modelReady, .modelMetadata: tell(call)
        }
    }

    /// Forgets a stream; work that nobody waits for any more is stopped.
    func closed(_ stream: HTTP2Stream) {
        guard let call = call(of: stream) else { return }
        abandon(call, .cancelled)
        forget(call)
    }

    func deadlinePassed(_ call: Call) {
        call.deadline = nil
        abandon(call, .deadlineExceeded)
        refuse(call, .deadlineExceeded, "the time that grpc-timeout gave is over")
    }

    /// Takes a call out of the queue or out of its run.
    private func abandon(_ call: Call, _ outcome: ModelCounters.Outcome) {
        guard let batch = call.batch else { return }
        call.batch = nil
        batch.model.counters.count(outcome)
        _ = batcher.cancel(call.token, in: batch)
    }

    /// Ends a call with a status.
    func refuse(_ call: Call, _ status: GRPCStatus, _ message: String) {
        replies.refuse(call.stream, on: call.connection.http, status, message)
        touch(call.connection)
        forget(call)
    }

    /// Keeps a call until its stream is closed, for the bytes of its answer that wait.
    func answered(_ call: Call) {
        if let timer = call.deadline.take() { loop.cancel(timer) }
        heldBytes += call.stream.outgoing.count - call.reservedBytes
        call.reservedBytes = call.stream.outgoing.count
        call.dropBody()
        touch(call.connection)
    }

    /// Gives back what a call holds; its stream ends by itself.
    func forget(_ call: Call) {
        guard calls.remove(call.token) != nil else { return }
        if let timer = call.deadline.take() { loop.cancel(timer) }
        heldBytes -= call.reservedBytes
        call.stream.tag = 0
        call.dropBody()
    }
}
