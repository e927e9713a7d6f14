// The calls that ask about the server and its models.

import Wire

extension Shard {
    /// Answers a call that needs no model to run.
    func tell(_ call: Call) {
        scratch.clear()
        do throws(CallFault) {
            try Self.write(
                call.method, asked: call.stream.body, models, isReady: !isDraining, into: &scratch)
        } catch {
            refuse(call, error.status, error.text)
            return
        }
        GRPCFramePrefix.write(length: scratch.count, into: &call.stream.outgoing)
        call.stream.outgoing.append(scratch.readable)
        let http = call.connection.http
        http.respond(call.stream.id, replies.head, endStream: false)
        http.finish(call.stream.id, trailers: replies.okTrailers)
        answered(call)
    }

    private static func write(
        _ method: Method, asked body: borrowing ByteBuffer, _ models: ServedModels,
        isReady: Bool, into answer: inout ByteBuffer
    ) throws(CallFault) {
        let message = body.readable.extracting(GRPCFramePrefix.length..<body.count)
        do throws(InferFault) {
            switch method {
            case .serverLive:
                try InferMessages.readEmpty(message)
                InferMessages.writeFlag(true, into: &answer)
            case .serverReady:
                try InferMessages.readEmpty(message)
                InferMessages.writeFlag(isReady, into: &answer)
            case .serverMetadata:
                try InferMessages.readEmpty(message)
                ServerMetadata(
                    name: "portcullis-worker", version: WorkerServer.version, extensions: []
                ).write(into: &answer)
            case .modelReady:
                let asked = try ModelRequestMessage(parsing: message)
                let isKnown = if case .model = find(asked, models) { true } else { false }
                InferMessages.writeFlag(isReady && isKnown, into: &answer)
            case .modelMetadata, .modelInfer:
                let asked = try ModelRequestMessage(parsing: message)
                guard case .model(let model) = find(asked, models) else {
                    throw InferFault(.unsupported, "")
                }
                metadata(of: model, models).write(into: &answer)
            }
        } catch {
            // The one thing unsupported here is a model that is not served.
            guard error.kind != .unsupported else {
                throw CallFault(.notFound, "no such model or version is served here")
            }
            throw CallFault(error)
        }
    }

    private static func find(
        _ asked: ModelRequestMessage, _ models: ServedModels
    ) -> ServedModels.Found {
        guard let version = asked.version else {
            return models.find(name: asked.name.bytes, version: Span())
        }
        return models.find(name: asked.name.bytes, version: version.bytes)
    }

    private static func metadata(of model: ServedModel, _ models: ServedModels) -> ModelMetadata {
        func tensors(_ descriptions: [TensorDescription]) -> [TensorMetadata] {
            descriptions.map {
                TensorMetadata(name: $0.name, datatype: "\($0.datatype.name)", shape: $0.shape)
            }
        }
        return ModelMetadata(
            name: model.name, versions: models.versions(of: model.name),
            platform: model.description.platform, inputs: tensors(model.description.inputs),
            outputs: tensors(model.description.outputs))
    }
}
