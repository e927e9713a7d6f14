// The second step: reads as much of the message as is needed to know what is asked, and no more.

import Policy
import Runtime
import Wire

extension Shard {
    /// Waits until the model is known, and, for a message that is held, until it is whole.
    func receive(_ request: Request) throws(Refusal) -> Progress {
        // Questions about the gate itself are answered when their call has ended.
        guard request.call.concernsModel else { return .wait }
        if request.form == .grpc { return try receiveGRPC(request) }
        return try receiveREST(request)
    }

    // MARK: gRPC

    private func receiveGRPC(_ request: Request) throws(Refusal) -> Progress {
        guard let stream = request.stream else { return .wait }
        guard try readPrefix(request, stream) else { return .wait }
        try scan(request, stream)
        guard request.call == .modelInfer else {
            return request.clientEnded ? try takeModelCall(request) : .wait
        }
        try nameModel(request)
        if request.isHeld { return request.clientEnded ? .next : .wait }
        return request.model == nil ? .wait : .next
    }

    /// Reads the five bytes before the message; false until they are there.
    private func readPrefix(_ request: Request, _ stream: HTTP2Stream) throws(Refusal) -> Bool {
        guard request.framing.length == nil else { return true }
        guard stream.body.count >= GRPCFramePrefix.length else {
            guard !request.clientEnded else {
                throw .badRequest("the call ended before its message: send one message")
            }
            return false
        }
        let prefix: (compressed: Bool, length: Int)
        do throws(GRPCFault) {
            prefix = try Self.prefix(&stream.body)
        } catch {
            throw .badRequest(error.text)
        }
        guard !prefix.compressed else {
            throw .unsupported("compressed messages are not accepted: send grpc-encoding identity")
        }
        guard prefix.length <= Bounds.messageBytes else { throw .tooLarge }
        request.framing.length = prefix.length
        request.requestBytes = prefix.length
        request.isHeld = prefix.length <= Bounds.heldForRetryBytes
        stream.body.consume(GRPCFramePrefix.length)
        request.client.http2?.consumed(stream, GRPCFramePrefix.length)
        if request.call == .modelInfer {
            request.scanner = InferScanner(messageLength: prefix.length)
        }
        return true
    }

    private static func prefix(
        _ body: inout ByteBuffer
    ) throws(GRPCFault) -> (compressed: Bool, length: Int) {
        try GRPCFramePrefix.parse(body.readable)
    }

    /// Scans what has newly arrived, and checks that there is one message and no more.
    func scan(_ request: Request, _ stream: HTTP2Stream) throws(Refusal) {
        guard let length = request.framing.length else { return }
        let arrived = request.framing.forwarded + stream.body.count
        guard arrived <= length else {
            throw .badRequest("a unary call carries exactly one message; more bytes followed it")
        }
        let fresh = arrived - request.framing.scanned
        if fresh > 0 {
            try feedScanner(request, stream, fresh)
            request.framing.scanned = arrived
            // What is held has a bound of its own: the window must not wait for the rest of it.
            if request.isHeld { request.client.http2?.consumed(stream, fresh) }
        }
        guard request.clientEnded, arrived < length else { return }
        throw .badRequest(
            "the call ended after \(arrived) of the \(length) bytes that its frame announced")
    }

    private func feedScanner(
        _ request: Request, _ stream: HTTP2Stream, _ fresh: Int
    ) throws(Refusal) {
        guard request.call == .modelInfer else { return }
        do throws(InferFault) {
            try Self.feed(&request.scanner, &stream.body, last: fresh)
        } catch {
            throw Refusal(error)
        }
    }

    private static func feed(
        _ scanner: inout InferScanner, _ body: inout ByteBuffer, last count: Int
    ) throws(InferFault) {
        try scanner.feed(body.readable.extracting(last: count))
    }

    /// Looks the scanned name up; decides whether the message is held whole or cut through.
    func nameModel(_ request: Request) throws(Refusal) {
        guard request.model == nil, let length = request.framing.length else { return }
        guard request.scannedModelName else {
            if request.framing.scanned == length, request.clientEnded {
                throw .badRequest("model_name is missing: name the model in field 1")
            }
            guard request.isHeld || request.framing.scanned < Bounds.unnamedBytes else {
                throw .badRequest(
                    "model_name did not come within the first \(Bounds.unnamedBytes) bytes: "
                        + "send it before the tensors")
            }
            return
        }
        try request.findModel()
        let policies = request.snapshot.policies
        if let model = request.model, policies[model].cache != nil {
            holdForCache(request, length, bound: policies.cache.maximumRequestBytes)
        }
    }

    private func holdForCache(_ request: Request, _ length: Int, bound: Int) {
        guard !request.isHeld, length <= bound, let stream = request.stream else { return }
        request.isHeld = true
        request.client.http2?.consumed(stream, stream.body.count)
    }

    /// Reads the name and version of a ModelReady or ModelMetadata call.
    private func takeModelCall(_ request: Request) throws(Refusal) -> Progress {
        guard let stream = request.stream else { return .wait }
        do throws(InferFault) {
            try Self.readNames(&stream.body, request)
        } catch {
            throw Refusal(error)
        }
        try request.findModel()
        return .next
    }

    private static func readNames(
        _ body: inout ByteBuffer, _ request: Request
    ) throws(InferFault) {
        let parsed = try ModelRequestMessage(parsing: body.readable)
        request.take(parsed.name, parsed.version)
    }

    // MARK: REST

    private func receiveREST(_ request: Request) throws(Refusal) -> Progress {
        try request.nameFromPath()
        guard request.call == .modelInfer else {
            guard request.clientEnded else { return .wait }
            try request.findModel()
            request.writeModelCall()
            return .next
        }
        guard request.bodyCount <= Bounds.restBodyBytes, !request.announcesTooMuch else {
            throw .tooLarge
        }
        request.consumeWindow()
        guard request.clientEnded else { return .wait }
        try request.findModel()
        request.requestBytes = request.bodyCount
        do throws(InferFault) {
            try request.transcodeBody()
        } catch {
            throw Refusal(error)
        }
        return .next
    }
}
