import Policy
import Testing
import Wire

@testable import Gateway

@Suite struct RequestHeadTests {
    private func classify(
        _ method: String, _ path: String, _ type: String?
    ) -> RequestHead.Classified {
        var headers = HeaderBlock()
        headers.append(.method, utf8: method)
        headers.append(.path, utf8: path)
        if let type { headers.append(.contentType, utf8: type) }
        return RequestHead.classify(headers)
    }

    @Test(arguments: [
        ("ModelInfer", Request.Call.modelInfer), ("ModelReady", .modelReady),
        ("ModelMetadata", .modelMetadata), ("ServerLive", .serverLive),
        ("ServerReady", .serverReady), ("ServerMetadata", .serverMetadata),
    ])
    func `the six methods of the protocol pass`(_ method: String, _ call: Request.Call) {
        let found = classify(
            "POST", "/inference.GRPCInferenceService/\(method)", "application/grpc")
        guard case .call(call, .grpc) = found else {
            Issue.record("\(method) became \(found)")
            return
        }
    }

    @Test(arguments: [
        "/inference.GRPCInferenceService/RepositoryModelLoad",
        "/inference.GRPCInferenceService/ModelInfer/", "/x", "/",
        "/inference.GRPCInferenceService/modelinfer",
    ])
    func `any other method is refused as gRPC`(_ path: String) {
        guard case .refused(.grpc, .unsupported, _) = classify("POST", path, "application/grpc")
        else {
            Issue.record("\(path) was not refused")
            return
        }
    }

    @Test func `a gRPC path with another content type is 415`() {
        let found = classify(
            "POST", "/inference.GRPCInferenceService/ModelInfer", "application/json")
        guard case .refused(.restHTTP2, .unsupported, 415) = found else {
            Issue.record("became \(found)")
            return
        }
    }

    @Test(arguments: [
        ("POST", "/v2/models/digits/infer", "text/plain", 415),
        ("GET", "/v2/models/digits/infer", "application/json", 405), ("GET", "/v3", "", 404),
        ("GET", "/", "", 404),
    ])
    func `what REST does not have is refused with its status`(
        _ method: String, _ path: String, _ type: String, _ status: Int
    ) {
        guard case .refused(.restHTTP2, _, status) = classify(method, path, type) else {
            Issue.record("\(method) \(path) was not refused with \(status)")
            return
        }
    }

    @Test(arguments: ["application/json", "application/json; charset=utf-8", "Application/JSON"])
    func `JSON may carry parameters`(_ type: String) {
        guard case .call(.modelInfer, _) = classify("POST", "/v2/models/digits/infer", type) else {
            Issue.record("\(type) was refused")
            return
        }
    }
}
