// Reads what the gateway tells its operators: metrics, the audit log, the access log.
import Foundation
import Testing

extension House {
    /// Sums the samples of a metric whose labels contain all of `labels`.
    func metric(_ name: String, _ labels: [String: String] = [:]) throws -> Double {
        var sum = 0.0
        for line in try get("metrics").body.split(separator: "\n") where !line.hasPrefix("#") {
            let series = line.prefix { $0 != " " && $0 != "{" }
            guard series == name else { continue }
            let matches = labels.allSatisfy { line.contains("\($0.key)=\"\($0.value)\"") }
            guard matches, let value = line.split(separator: " ").last else { continue }
            sum += Double(value) ?? 0
        }
        return sum
    }

    /// The audit log's lines that hold all these texts, waiting so many seconds for the first.
    func audit(_ texts: [String], within seconds: Double = 5) -> [String] {
        let file = folder.appendingPathComponent("gateway-audit.jsonl")
        var found: [String] = []
        _ = Wait.until(seconds: seconds, every: 0.05) {
            found = Self.lastPart(of: file).split(separator: "\n").map(String.init)
                .filter { line in texts.allSatisfy { line.contains($0) } }
            return !found.isEmpty
        }
        return found
    }

    /// The end of a log: what a test looks for was written a moment ago.
    private static func lastPart(of file: URL) -> String {
        guard let handle = try? FileHandle(forReadingFrom: file),
            let length = try? handle.seekToEnd()
        else { return "" }
        try? handle.seek(toOffset: length > 1_000_000 ? length - 1_000_000 : 0)
        return String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
    }

    /// Holds that a decision stands in the audit log with its code.
    func expectAudited(
        _ decision: String?, _ code: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard let decision else {
            Issue.record("the answer has no decision id", sourceLocation: sourceLocation)
            return
        }
        #expect(
            audit([decision]).contains { $0.contains("\"\(code)\"") },
            "an audit line says \(decision) was \(code)", sourceLocation: sourceLocation)
    }

    /// Holds that both protocols refused in the same words, and that both are in the audit log.
    func expectRefusal(
        _ code: String, _ status: Int, _ grpcStatus: String, rest: HTTPAnswer, grpc: GRPCAnswer,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(rest.status == status, "\(rest.body)", sourceLocation: sourceLocation)
        #expect(rest.code == code, "\(rest.body)", sourceLocation: sourceLocation)
        #expect(
            rest.error.count > 10, "says what to do: \(rest.body)", sourceLocation: sourceLocation)
        #expect(grpc.status == grpcStatus, "\(grpc.message)", sourceLocation: sourceLocation)
        #expect(grpc.code == code, "\(grpc.message)", sourceLocation: sourceLocation)
        #expect(grpc.message.count > 10, "says what to do", sourceLocation: sourceLocation)
        expectAudited(rest.decision, code, sourceLocation: sourceLocation)
        expectAudited(grpc.decision, code, sourceLocation: sourceLocation)
    }
}
