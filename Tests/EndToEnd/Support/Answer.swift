// What a client got: over HTTP from curl, over gRPC from grpcio, read alike.
import Foundation

/// One answer over HTTP, or the reason why there was none.
struct HTTPAnswer {
    /// Zero when no HTTP answer came.
    let status: Int
    /// By lower-case name.
    let headers: [String: String]
    let body: String
    /// curl's own exit status and sentence.
    let curlStatus: Int32
    let curlError: String

    var code: String? { headers["x-portcullis-code"] }
    var decision: String? { headers["x-portcullis-decision"] }
    var version: String? { headers["x-portcullis-version"] }
    var region: String? { headers["x-portcullis-region"] }
    var worker: String? { headers["x-portcullis-worker"] }
    var cache: String? { headers["x-portcullis-cache"] }

    /// The body as a JSON object; empty when it is none.
    var json: [String: Any] {
        let object = try? JSONSerialization.jsonObject(with: Data(body.utf8))
        return object as? [String: Any] ?? [:]
    }

    /// The sentence of an error.
    var error: String { json["error"] as? String ?? "" }

    /// The numbers of the named output tensor.
    func output(_ name: String) -> [Double] {
        let outputs = json["outputs"] as? [[String: Any]] ?? []
        let data = outputs.first { $0["name"] as? String == name }?["data"] as? [Any] ?? []
        return data.compactMap { ($0 as? NSNumber)?.doubleValue }
    }
}

/// One answer over gRPC.
struct GRPCAnswer {
    /// The status's name, such as `PERMISSION_DENIED`.
    let status: String
    let message: String
    let responses: Int
    let initial: [String: String]
    let trailing: [String: String]
    let version: String?
    let outputs: [String: [Double]]
    let hex: String

    init(_ result: [String: Any]) {
        status = result["code"] as? String ?? "?"
        message = result["message"] as? String ?? ""
        responses = result["responses"] as? Int ?? 0
        initial = result["initial"] as? [String: String] ?? [:]
        trailing = result["trailing"] as? [String: String] ?? [:]
        hex = result["hex"] as? String ?? ""
        let answer = result["answer"] as? [String: Any] ?? [:]
        version = answer["version"] as? String
        let tensors = answer["outputs"] as? [String: [String: Any]] ?? [:]
        outputs = tensors.mapValues { tensor in
            (tensor["data"] as? [Any] ?? []).compactMap { ($0 as? NSNumber)?.doubleValue }
        }
    }

    /// A header of the answer, or of a refusal that is trailers only.
    func header(_ name: String) -> String? { initial[name] ?? trailing[name] }

    var code: String? { header("x-portcullis-code") }
    var decision: String? { header("x-portcullis-decision") }
    var cache: String? { header("x-portcullis-cache") }
}
