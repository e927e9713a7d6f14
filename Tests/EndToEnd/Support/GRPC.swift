// Asks over gRPC with grpcio and tritonclient, once or as a load.
import Foundation

/// One gRPC call to be made.
struct GRPCCall {
    var fields: [String: Any] = [:]

    /// An inference over tensors sent raw.
    static func infer(
        _ model: String, _ input: String, _ shape: [Int], _ data: [Double],
        version: String = "", parameters: [String: Any] = [:], datatype: String = "FP32"
    ) -> GRPCCall {
        GRPCCall(fields: [
            "infer": [
                "model": model, "version": version, "parameters": parameters,
                "inputs": [["name": input, "datatype": datatype, "shape": shape, "data": data]],
            ] as [String: Any]
        ])
    }

    static func affine(_ x: [Double], model: String = "affine", version: String = "") -> GRPCCall {
        infer(model, "x", [1, x.count], x, version: version)
    }

    static func image(_ seed: UInt64, model: String = "digits") -> GRPCCall {
        infer(model, "image", [1, 64], (0..<64).map { Double((seed >> UInt64($0)) & 1) * 16 })
    }

    /// A call whose message is these bytes.
    static func bytes(_ hex: String, method: String = "ModelInfer") -> GRPCCall {
        GRPCCall(fields: ["hex": hex, "method": method])
    }

    /// The same call with one more field of `calls.py`.
    func with(_ name: String, _ value: Any) -> GRPCCall {
        var call = self
        call.fields[name] = value
        return call
    }
}

extension House {
    /// Makes the calls one after another on one connection.
    func grpc(
        _ calls: [GRPCCall], as person: Person, token: String? = nil,
        metadata: [[String]] = []
    ) throws -> [GRPCAnswer] {
        let token = try token ?? Tokens.token(person)
        let mine = (token.isEmpty ? [] : [["authorization", "Bearer \(token)"]]) + metadata
        var work = files(person)
        work["calls"] = calls.map { call -> [String: Any] in
            call.fields.merging(["metadata": mine]) { own, usual in own }
        }
        let results = try Command.client("calls.py", work) as? [[String: Any]] ?? []
        guard results.count == calls.count else { throw HarnessFailure("calls.py lost a call") }
        return results.map(GRPCAnswer.init)
    }

    func grpc(
        _ call: GRPCCall, as person: Person, token: String? = nil, metadata: [[String]] = []
    ) throws -> GRPCAnswer {
        try grpc([call], as: person, token: token, metadata: metadata)[0]
    }

    /// What every Python client needs to connect.
    func files(_ person: Person) -> [String: Any] {
        [
            "target": target,
            "authority": certificates.appendingPathComponent("workers-ca.pem").path,
            "certificate": certificates.appendingPathComponent("\(person.certificate).pem").path,
            "key": certificates.appendingPathComponent("\(person.certificate).key").path,
        ]
    }
}

/// What a load saw.
struct LoadCounts {
    let answers: Int
    let wrong: Int
    /// Callers that were answered by two versions.
    let moved: Int
    let codes: [String: Int]
    let details: [String: Int]
    let versions: [String: Int]
    let workers: [String: Int]
    let regions: [String: Int]
    let cache: [String: Int]

    init(_ text: String) throws {
        let line = text.split(separator: "\n").last.map(String.init) ?? ""
        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
        guard let counts = object as? [String: Any] else {
            throw HarnessFailure("the load did not report: \(text.suffix(300))")
        }
        func kind(_ name: String) -> [String: Int] { counts[name] as? [String: Int] ?? [:] }
        answers = counts["answers"] as? Int ?? 0
        wrong = counts["wrong"] as? Int ?? 0
        moved = counts["moved"] as? Int ?? 0
        codes = kind("codes")
        details = kind("details")
        versions = kind("versions")
        workers = kind("workers")
        regions = kind("regions")
        cache = kind("cache")
    }

    /// How many requests were not answered well.
    var failures: Int { codes.reduce(0) { $0 + ($1.key == "OK" ? 0 : $1.value) } }
}

/// A load that runs until it is told to stop.
final class RunningLoad {
    private let process = Process()
    private let input = Pipe()
    private let output: URL
    private let errors: URL

    /// Starts the load and waits until its first answer has come.
    init(_ house: House, _ work: [String: Any], as person: Person = .clinician) throws {
        let folder = try Scratch.folder("load")
        output = folder.appendingPathComponent("output")
        errors = folder.appendingPathComponent("errors")
        try Data().write(to: output)
        try Data().write(to: errors)
        var all = house.files(person).merging(work) { _, new in new }
        if all["tokens"] == nil { all["tokens"] = [try Tokens.token(person)] }
        process.executableURL = URL(fileURLWithPath: Tools.python)
        process.arguments = [Tools.clients.appendingPathComponent("load.py").path]
        process.standardInput = input
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        let line = try JSONSerialization.data(withJSONObject: all) + Data("\n".utf8)
        try input.fileHandleForWriting.write(contentsOf: line)
        let began = Wait.until(seconds: 30) { !process.isRunning || text.contains("started") }
        guard began else { throw HarnessFailure("the load got no answer: \(failure)") }
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    private var text: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }
    private var failure: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

    /// Lets the requests in flight finish and says what was seen.
    func stop() throws -> LoadCounts {
        try input.fileHandleForWriting.close()
        return try finish(within: 60)
    }

    /// Waits for a load with a `count` to send them all.
    func finish(within seconds: Double) throws -> LoadCounts {
        guard Wait.until(seconds: seconds, { !process.isRunning }) else {
            throw HarnessFailure("the load did not end: \(failure.suffix(500))")
        }
        guard process.terminationStatus == 0 else {
            throw HarnessFailure("the load failed: \(failure.suffix(500))")
        }
        return try LoadCounts(text)
    }
}
