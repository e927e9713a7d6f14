// What a request's head asks for: which call, in which language, or why it is none of ours.

import Policy
import Wire

/// Sorts a request's head into one of the calls that the gate knows.
enum RequestHead {
    /// What the head turned out to be.
    enum Classified {
        case call(Request.Call, Record.ClientProtocol)
        /// None of ours: the refusal, and the HTTP status where it is not the refusal's own.
        case refused(Record.ClientProtocol, Refusal, httpStatus: Int?)
    }

    /// Classifies by content type first: a gRPC client must get a gRPC answer, whatever it asked.
    static func classify(_ headers: borrowing HeaderBlock) -> Classified {
        guard headers.isGRPC else { return classifyREST(headers) }
        guard headers.matches(.method, "POST") else {
            return .refused(.grpc, .unsupported("gRPC calls use POST"), httpStatus: nil)
        }
        guard let call = grpcCall(headers) else {
            return .refused(
                .grpc,
                .unsupported(
                    "unknown method; this gate serves inference.GRPCInferenceService: ServerLive, "
                        + "ServerReady, ServerMetadata, ModelReady, ModelMetadata, ModelInfer"),
                httpStatus: nil)
        }
        return .call(call, .grpc)
    }

    private static func grpcCall(_ headers: borrowing HeaderBlock) -> Request.Call? {
        if headers.matches(.path, "/inference.GRPCInferenceService/ModelInfer") {
            return .modelInfer
        }
        if headers.matches(.path, "/inference.GRPCInferenceService/ModelReady") {
            return .modelReady
        }
        if headers.matches(.path, "/inference.GRPCInferenceService/ModelMetadata") {
            return .modelMetadata
        }
        if headers.matches(.path, "/inference.GRPCInferenceService/ServerLive") {
            return .serverLive
        }
        if headers.matches(.path, "/inference.GRPCInferenceService/ServerReady") {
            return .serverReady
        }
        if headers.matches(.path, "/inference.GRPCInferenceService/ServerMetadata") {
            return .serverMetadata
        }
        if headers.matches(.path, "/grpc.health.v1.Health/Check") { return .healthCheck }
        return nil
    }

    private static func classifyREST(_ headers: borrowing HeaderBlock) -> Classified {
        if headers.begins(.path, "/inference.GRPCInferenceService/") {
            return .refused(
                .restHTTP2, .unsupported("content-type: expected application/grpc"),
                httpStatus: 415)
        }
        switch headers.restRoute() {
        case .serverLive: return .call(.serverLive, .restHTTP2)
        case .serverReady: return .call(.serverReady, .restHTTP2)
        case .serverMetadata: return .call(.serverMetadata, .restHTTP2)
        case .modelReady: return .call(.modelReady, .restHTTP2)
        case .modelMetadata: return .call(.modelMetadata, .restHTTP2)
        case .infer:
            guard headers.isJSON else {
                return .refused(
                    .restHTTP2, .unsupported("content-type: expected application/json"),
                    httpStatus: 415)
            }
            return .call(.modelInfer, .restHTTP2)
        case .badName(let fault):
            return .refused(.restHTTP2, .badRequest(fault.text), httpStatus: nil)
        case .methodNotAllowed:
            return .refused(
                .restHTTP2, .unsupported("method not allowed here: GET asks, POST …/infer infers"),
                httpStatus: 405)
        case .notFound:
            return .refused(
                .restHTTP2,
                .unsupported(
                    "no such path; the inference protocol is under /v2, for instance "
                        + "POST /v2/models/NAME/infer"), httpStatus: 404)
        }
    }
}
