// Sends bytes and frames that no well-behaved client would, and reads what came back.
import Foundation

/// What came back on a connection of raw bytes.
struct RawAnswer {
    let text: String
    let isClosed: Bool
    let failure: String

    /// The status of the first answer; nil when none came.
    var status: Int? {
        guard text.hasPrefix("HTTP/1.1 ") else { return nil }
        return Int(text.dropFirst(9).prefix(3))
    }

    /// How many answers came.
    var answers: Int { text.components(separatedBy: "HTTP/1.1 ").count - 1 }
}

/// One frame to be sent, in the fields of `frames.py`.
struct Frame {
    var fields: [String: Any]

    static func headers(
        _ stream: Int, _ pairs: [[String]], endStream: Bool = false, endHeaders: Bool = true
    ) -> Frame {
        let flags = (endStream ? 1 : 0) | (endHeaders ? 4 : 0)
        return Frame(fields: ["type": 1, "flags": flags, "stream": stream, "fields": pairs])
    }

    static func data(_ stream: Int, _ hex: String, endStream: Bool = true) -> Frame {
        Frame(fields: ["type": 0, "flags": endStream ? 1 : 0, "stream": stream, "hex": hex])
    }

    static func raw(_ hex: String) -> Frame { Frame(fields: ["raw": hex]) }

    /// Any frame: `payload` in hexadecimal.
    static func other(_ type: Int, flags: Int = 0, stream: Int, _ payload: String) -> Frame {
        Frame(fields: ["type": type, "flags": flags, "stream": stream, "hex": payload])
    }

    func with(_ name: String, _ value: Any) -> Frame {
        var frame = self
        frame.fields[name] = value
        return frame
    }
}

/// One frame that came back.
struct SeenFrame {
    let type: Int
    let stream: Int
    let headers: [String: String]
    let error: Int?
    let text: String
    let isClose: Bool

    init(_ fields: [String: Any]) {
        type = fields["type"] as? Int ?? -1
        stream = fields["stream"] as? Int ?? 0
        headers = fields["headers"] as? [String: String] ?? [:]
        error = fields["error"] as? Int
        text = fields["text"] as? String ?? ""
        isClose = fields["closed"] as? Bool ?? false
    }
}

extension House {
    /// Sends parts of bytes over HTTP/1.1 as the clinician's application.
    func raw(_ parts: [String], seconds: Double = 3, pause: Double = 0) throws -> RawAnswer {
        var work = files(.clinician)
        work["host"] = "127.0.0.1"
        work["port"] = ports.gate
        work["protocol"] = "http/1.1"
        work["parts"] = parts.map(Self.hex)
        work["pause"] = pause
        work["seconds"] = seconds
        let seen = try Command.client("raw.py", work) as? [String: Any] ?? [:]
        return RawAnswer(
            text: Self.text(seen["hex"] as? String ?? ""),
            isClosed: seen["closed"] as? Bool ?? false, failure: seen["failure"] as? String ?? "")
    }

    /// Sends frames over HTTP/2 as the clinician's application; listens until stream `last` ends.
    func frames(_ frames: [Frame], last: Int = 1, seconds: Double = 5) throws -> [SeenFrame] {
        var work = files(.clinician)
        work["host"] = "127.0.0.1"
        work["port"] = ports.gate
        work["frames"] = frames.map(\.fields)
        work["seconds"] = seconds
        work["last"] = last
        let seen = try Command.client("frames.py", work) as? [[String: Any]] ?? []
        return seen.map(SeenFrame.init)
    }

    /// The head of a gRPC call.
    func grpcHead(
        _ method: String = "ModelInfer", change: [String: String?] = [:]
    ) throws -> [[String]] {
        let usual: [(String, String)] = [
            (":method", "POST"), (":scheme", "https"), (":authority", target),
            (":path", "/inference.GRPCInferenceService/\(method)"),
            ("content-type", "application/grpc"), ("te", "trailers"),
            ("authorization", "Bearer \(try Tokens.token(.clinician))"),
        ]
        return usual.compactMap { name, value in
            guard let changed = change[name] else { return [name, value] }
            return changed.map { [name, $0] }
        }
    }

    static func hex(_ text: String) -> String {
        text.utf8.map { String(format: "%02x", $0) }.joined()
    }

    private static func text(_ hex: String) -> String {
        var bytes: [UInt8] = []
        var rest = hex[...]
        while rest.count >= 2 {
            bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
