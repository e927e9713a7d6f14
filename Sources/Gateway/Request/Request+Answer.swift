// What the steps ask of a worker's answer.

import Policy
import Runtime
import Wire

extension Request {
    /// Takes the frame prefix off a whole answer; false unless it is exactly one message.
    func takeFramePrefixOfAnswer() -> Bool {
        guard answer.count >= GRPCFramePrefix.length,
            let prefix = try? Self.prefix(&answer), !prefix.compressed,
            prefix.length == answer.count - GRPCFramePrefix.length
        else { return false }
        answer.consume(GRPCFramePrefix.length)
        return true
    }

    private static func prefix(
        _ answer: inout ByteBuffer
    ) throws(GRPCFault) -> (compressed: Bool, length: Int) {
        try GRPCFramePrefix.parse(answer.readable)
    }

    /// Transcodes the whole answer.
    func writeAnswerAsJSON(into json: inout ByteBuffer) throws(InferFault) {
        try Self.transcode(call, &answer, into: &json)
    }

    private static func transcode(
        _ call: Call, _ answer: inout ByteBuffer, into json: inout ByteBuffer
    ) throws(InferFault) {
        switch call {
        case .modelMetadata: try RESTInfer.metadata(message: answer.readable, into: &json)
        case .modelReady: try RESTInfer.ready(message: answer.readable, into: &json)
        default: try RESTInfer.response(message: answer.readable, into: &json)
        }
    }

    /// Keeps the bytes that are about to be relayed, where the answer is to be stored.
    func captureAnswer(from stream: HTTP2Stream, atMost bound: Int) {
        guard cache.captures else { return }
        guard capture.count + stream.body.count <= bound else {
            cache.captures = false
            capture.clear()
            return
        }
        Self.append(&stream.body, to: &capture)
    }

    private static func append(_ source: inout ByteBuffer, to sink: inout ByteBuffer) {
        sink.append(source.readable)
    }
}

extension HTTP2Stream {
    /// The status in the trailers, or in a trailers-only head; nil when the worker sent none.
    var grpcStatus: Int? {
        Self.grpcStatus(trailers) ?? Self.grpcStatus(headers)
    }

    private static func grpcStatus(_ fields: borrowing HeaderBlock) -> Int? {
        guard let position = fields.first(.grpcStatus) else { return nil }
        return GRPCStatus(parsing: fields.value(position))?.rawValue
    }

    /// The worker's own words for its error.
    var grpcMessage: String {
        Self.grpcMessage(trailers) ?? Self.grpcMessage(headers) ?? "the worker gave no reason"
    }

    private static func grpcMessage(_ fields: borrowing HeaderBlock) -> String? {
        guard let position = fields.first(.grpcMessage) else { return nil }
        var text = ByteBuffer()
        PercentEncoding.decodeGRPCMessage(fields.value(position), into: &text)
        return text.isEmpty ? nil : String(decodingUTF8: text.readable)
    }
}

extension String {
    /// The text of some bytes, for errors and logs.
    init(decodingUTF8 bytes: Span<UInt8>) {
        self = String(decoding: bytes.copied, as: UTF8.self)
    }
}

extension Span where Element == UInt8 {
    /// The bytes in an array; not for the path of every request.
    var copied: [UInt8] {
        [UInt8](capacity: count) { output in
            for index in indices { output.append(self[index]) }
        }
    }
}

extension GRPCStatus {
    /// The HTTP status that says the same (the mapping of `google.rpc.Code`, with 502 for the worker's
    /// own faults).
    static func httpStatus(of status: Int) -> Int {
        switch GRPCStatus(rawValue: status) {
        case .ok: 200
        case .invalidArgument, .failedPrecondition, .outOfRange: 400
        case .unauthenticated: 401
        case .permissionDenied: 403
        case .notFound: 404
        case .alreadyExists, .aborted: 409
        case .resourceExhausted: 429
        case .cancelled: 499
        case .unimplemented: 501
        case .unavailable: 503
        case .deadlineExceeded: 504
        default: 502
        }
    }
}

extension Record.Cache {
    /// The value of `x-portcullis-cache`.
    var text: StaticString {
        switch self {
        case .off: "off"
        case .miss: "miss"
        case .hit: "hit"
        }
    }
}
