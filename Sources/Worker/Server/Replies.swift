// The header blocks that answers begin and end with, made once for each shard.

import Wire

/// Keeps the blocks that do not change from answer to answer.
struct Replies: ~Copyable {
    /// `grpc-status: 0`.
    let okTrailers: HeaderBlock
    /// The head of an answer with a message.
    let head: HeaderBlock

    init() {
        var trailers = HeaderBlock()
        trailers.append(.grpcStatus, "0")
        okTrailers = trailers
        head = Self.answerHead()
    }

    /// The head of a gRPC answer.
    static func answerHead() -> HeaderBlock {
        var head = HeaderBlock()
        head.append(.status, "200")
        head.append(.contentType, "application/grpc")
        return head
    }

    /// Sends a trailers-only answer.
    func refuse(
        _ stream: HTTP2Stream, on http: HTTP2Session, _ status: GRPCStatus, _ message: String
    ) {
        var refusal = Self.answerHead()
        refusal.append(.grpcStatus, decimal: status.rawValue)
        var text = ByteBuffer()
        PercentEncoding.encodeGRPCMessage(message, into: &text)
        refusal.append(.grpcMessage, text.readable)
        if status == .unimplemented { refusal.append(.grpcAcceptEncoding, "identity") }
        http.respond(stream.id, refusal, endStream: true)
    }

    /// Sends an HTTP status to what is not gRPC at all.
    func refuse(_ stream: HTTP2Stream, on http: HTTP2Session, httpStatus: Int) {
        var refusal = HeaderBlock()
        refusal.append(.status, decimal: httpStatus)
        http.respond(stream.id, refusal, endStream: true)
    }
}
