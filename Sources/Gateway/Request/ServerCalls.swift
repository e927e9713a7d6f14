// The questions that the gate answers itself: is it alive, is it ready, what is it.

import Policy
import Runtime
import Wire

extension Shard {
    /// Whether requests would be answered: some worker is ready, and no drain has begun.
    var isReady: Bool {
        drain == .serving && workers.contains { $0.isOpen && $0.readiness.count > 0 }
    }

    /// Answers a question about the gate itself; a mapped certificate is enough to ask.
    func answerServerCall(_ request: Request) {
        guard !request.answered else { return }
        request.step = .relay
        if request.form == .grpc {
            bodyScratch.clear()
            switch request.call {
            case .serverLive: InferMessages.writeFlag(true, into: &bodyScratch)
            case .serverReady: InferMessages.writeFlag(isReady, into: &bodyScratch)
            case .healthCheck:
                // grpc.health.v1.HealthCheckResponse: field 1 is 1 for SERVING, 2 for NOT_SERVING.
                bodyScratch.append(0x08)
                bodyScratch.append(isReady ? 1 : 2)
            default:
                ServerMetadata(
                    name: "portcullis", version: GatewayVersion.text, extensions: []
                ).write(into: &bodyScratch)
            }
            answerWithScratch(request)
            return
        }
        var status = 200
        bodyScratch.clear()
        switch request.call {
        case .serverLive: bodyScratch.append(#"{"live":true}"#)
        case .serverReady:
            status = isReady ? 200 : 503
            bodyScratch.append(isReady ? #"{"ready":true}"# : #"{"ready":false}"#)
        default:
            bodyScratch.append(#"{"name":"portcullis","version":""#)
            bodyScratch.append(utf8: GatewayVersion.text)
            bodyScratch.append(#"","extensions":[]}"#)
        }
        request.answered = true
        respondREST(request, status: status, code: nil)
        record(request)
    }

    private func answerWithScratch(_ request: Request) {
        guard let stream = request.stream else { return }
        sendAnswerHead(request)
        GRPCFramePrefix.write(length: bodyScratch.count, into: &stream.outgoing)
        _ = stream.outgoing.moveBytes(from: &bodyScratch, atMost: bodyScratch.count)
        finishGRPC(request)
    }
}

/// The version that the gate tells of itself.
public enum GatewayVersion {
    /// As in release tags.
    public static let text = "0.1.0"
}
