// What is sent to a worker: the head by allow-list, and the message with the chosen version.

import Policy
import Runtime
import Wire

extension Shard {
    /// Builds the head of one try; nothing of the client's passes but its trace context.
    func workerHeaders(_ request: Request) -> HeaderBox {
        let headers = workerHeadScratch
        headers.block.clear()
        headers.block.append(.method, "POST")
        headers.block.append(.scheme, "https")
        headers.block.append(.path, request.call.workerPath)
        headers.block.append(.authority, "worker")
        headers.block.append(.contentType, "application/grpc")
        headers.block.append(.te, "trailers")
        // What is left of the caller's time, so that a worker does not start what cannot finish.
        var timeout = exchange(&textScratch, with: ByteBuffer())
        timeout.clear()
        GRPCTimeout.write(
            milliseconds: max(1, loop.now.milliseconds(until: request.deadline)), into: &timeout)
        headers.block.append(.grpcTimeout, timeout.readable)
        textScratch = timeout
        request.withHeaders { client in
            if let position = client.first(.traceparent) {
                headers.block.append(.traceparent, client.value(position))
            }
            if let position = client.first(.tracestate) {
                headers.block.append(.tracestate, client.value(position))
            }
        }
        return headers
    }

    /// Sends a message that is held whole.
    func sendHeld(_ request: Request, over worker: WorkerConnection, _ stream: HTTP2Stream) {
        GRPCFramePrefix.write(
            length: request.heldCount + request.appendedCount, into: &stream.outgoing)
        request.copyHeldMessage(to: &stream.outgoing)
        request.appendVersion(to: &stream.outgoing)
        worker.http2?.finish(stream)
        markDirty(worker)
    }

    /// Starts a message that is cut through: its frame's length is known, its end is not.
    func beginCutThrough(_ request: Request, _ stream: HTTP2Stream) {
        guard let length = request.framing.length else { return }
        GRPCFramePrefix.write(length: length + request.appendedCount, into: &stream.outgoing)
    }

    /// Scans what has newly arrived of a message that is being cut through.
    func scanFurther(_ request: Request) throws(Refusal) {
        guard let stream = request.stream else { return }
        let namedNothing = request.namedVersion.isEmpty
        try scan(request, stream)
        guard namedNothing, request.call == .modelInfer else { return }
        request.copyScannedVersion()
        guard request.namedVersion.isEmpty else {
            throw .badRequest("model_version came after the tensors: send it before them")
        }
    }
}

extension Request.Call {
    /// The worker's method.
    fileprivate var workerPath: StaticString {
        switch self {
        case .modelReady: "/inference.GRPCInferenceService/ModelReady"
        case .modelMetadata: "/inference.GRPCInferenceService/ModelMetadata"
        default: "/inference.GRPCInferenceService/ModelInfer"
        }
    }
}

extension Request {
    /// The bytes of the held message: the client's own body for gRPC, else what was transcoded.
    var heldCount: Int { form == .grpc ? stream?.body.count ?? 0 : message.count }

    /// The bytes that naming the version adds to the message.
    var appendedCount: Int {
        guard namesVersionItself, let name = chosenVersionName else { return 0 }
        return InferMessages.modelVersionFieldLength(name.span)
    }

    /// Copies the held message; it stays, so that a second try has it too.
    func copyHeldMessage(to outgoing: inout ByteBuffer) {
        if form == .grpc, let stream {
            Self.copy(&stream.body, to: &outgoing)
        } else {
            Self.copy(&message, to: &outgoing)
        }
    }

    private static func copy(_ source: inout ByteBuffer, to sink: inout ByteBuffer) {
        sink.append(source.readable)
    }

    /// Appends the chosen version as field 2, unless the client named it.
    func appendVersion(to outgoing: inout ByteBuffer) {
        guard namesVersionItself, let name = chosenVersionName else { return }
        InferMessages.appendModelVersion(name.span, into: &outgoing)
    }

    /// Whether the gate names the version: always but where the client's own word counted.
    private var namesVersionItself: Bool { form != .grpc || namedVersion.isEmpty }

    private var chosenVersionName: [UInt8]? {
        guard let model, let version else { return nil }
        return snapshot.policies[model].traffic[version].nameBytes
    }
}
