// Asks over HTTP with curl, as a person at a terminal would.
import Foundation

enum Curl {
    /// Runs curl with these arguments and reads status, headers and body apart.
    static func run(_ arguments: [String], seconds: Double = 25) throws -> HTTPAnswer {
        let folder = try Scratch.folder("curl")
        defer { try? FileManager.default.removeItem(at: folder) }
        let headers = folder.appendingPathComponent("headers")
        let body = folder.appendingPathComponent("body")
        let done = try Command.run(
            Tools.curl,
            [
                "--silent", "--show-error", "--max-time", "\(seconds)", "--dump-header",
                headers.path, "--output", body.path, "--write-out", "%{http_code}",
            ] + arguments, seconds: seconds + 10)
        let text = (try? String(contentsOf: headers, encoding: .utf8)) ?? ""
        return HTTPAnswer(
            status: Int(done.text) ?? 0, headers: parse(text),
            body: (try? String(contentsOf: body, encoding: .utf8)) ?? "",
            curlStatus: done.status,
            curlError: done.errors.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// The fields of the last head (an informational one may come before it).
    private static func parse(_ text: String) -> [String: String] {
        var fields: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("HTTP/") { fields = [:] }
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            fields[line[..<colon].lowercased()] = value
        }
        return fields
    }
}

/// The body of an inference request over REST.
struct InferBody {
    let text: String

    init(_ text: String) { self.text = text }

    /// Four numbers for the model that answers y = 2x + 1.
    static func affine(_ x: [Double]) -> InferBody {
        tensor("x", [1, x.count], x)
    }

    /// A picture of 8 by 8 with one pixel set per bit of `seed`.
    static func image(_ seed: UInt64) -> InferBody {
        tensor("image", [1, 64], (0..<64).map { Double((seed >> UInt64($0)) & 1) * 16 })
    }

    static func tensor(_ name: String, _ shape: [Int], _ data: [Double]) -> InferBody {
        let numbers = data.map { "\($0)" }.joined(separator: ",")
        let sizes = shape.map(String.init).joined(separator: ",")
        return InferBody(
            #"{"inputs":[{"name":"\#(name)","shape":[\#(sizes)],"datatype":"FP32","#
                + #""data":[\#(numbers)]}]}"#)
    }
}

extension House {
    /// The client certificate's arguments; none when nil.
    func tls(_ certificate: String?) -> [String] {
        let authority = certificates.appendingPathComponent("workers-ca.pem").path
        guard let certificate else { return ["--cacert", authority] }
        return [
            "--cacert", authority,
            "--cert", certificates.appendingPathComponent("\(certificate).pem").path,
            "--key", certificates.appendingPathComponent("\(certificate).key").path,
        ]
    }

    /// Sends one request; `token` replaces the person's own (an empty one is left out).
    func rest(
        _ path: String, _ body: InferBody? = nil, as person: Person, token: String? = nil,
        headers: [String] = [], arguments: [String] = []
    ) throws -> HTTPAnswer {
        var all = tls(person.certificate)
        let token = try token ?? Tokens.token(person)
        if !token.isEmpty { all += ["--header", "authorization: Bearer \(token)"] }
        for header in headers { all += ["--header", header] }
        if let body {
            let file = try Scratch.folder("body").appendingPathComponent("body.json")
            try Data(body.text.utf8).write(to: file)
            all += ["--header", "content-type: application/json", "--data-binary", "@\(file.path)"]
        }
        return try Curl.run(all + arguments + ["https://\(target)/\(path)"])
    }

    func infer(
        _ model: String, _ body: InferBody, as person: Person, token: String? = nil,
        headers: [String] = [], arguments: [String] = []
    ) throws -> HTTPAnswer {
        try rest(
            "v2/models/\(model)/infer", body, as: person, token: token, headers: headers,
            arguments: arguments)
    }
}
