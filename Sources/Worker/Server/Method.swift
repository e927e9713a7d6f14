// The gRPC methods that a worker answers.

import Wire

/// Names the methods of `inference.GRPCInferenceService` that are served.
enum Method {
    case serverLive, serverReady, serverMetadata, modelReady, modelMetadata, modelInfer

    /// Finds the method of a request's path.
    init?(path: Span<UInt8>) {
        if path.equals("/inference.GRPCInferenceService/ModelInfer") {
            self = .modelInfer
        } else if path.equals("/inference.GRPCInferenceService/ModelReady") {
            self = .modelReady
        } else if path.equals("/inference.GRPCInferenceService/ServerReady") {
            self = .serverReady
        } else if path.equals("/inference.GRPCInferenceService/ServerLive") {
            self = .serverLive
        } else if path.equals("/inference.GRPCInferenceService/ModelMetadata") {
            self = .modelMetadata
        } else if path.equals("/inference.GRPCInferenceService/ServerMetadata") {
            self = .serverMetadata
        } else {
            return nil
        }
    }
}
