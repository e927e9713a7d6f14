// What the look-up step asks of a request's own bytes.

import Policy
import Wire

extension Request {
    /// The digest of the question in canonical form; nil when it holds a parameter that is not listed.
    func canonicalDigest(allowedParameters: [String]) -> Digest256? {
        if form == .grpc, let stream { return Self.digest(&stream.body, allowedParameters) }
        return Self.digest(&message, allowedParameters)
    }

    private static func digest(_ message: inout ByteBuffer, _ allowed: [String]) -> Digest256? {
        try? CanonicalInfer.digest(message: message.readable, allowedParameters: allowed)
    }

    /// Appends this request's id to an answer that is shared without one.
    func appendIDToAnswer() {
        if form == .grpc {
            Self.appendID(scanner, to: &answer)
        } else {
            Self.appendID(of: &message, to: &answer)
        }
    }

    private static func appendID(_ scanner: borrowing InferScanner, to answer: inout ByteBuffer) {
        guard let id = scanner.id else { return }
        InferMessages.appendID(id, into: &answer)
    }

    private static func appendID(of message: inout ByteBuffer, to answer: inout ByteBuffer) {
        var parsed = InferMessage()
        guard (try? parsed.parse(message.readable, as: .request)) != nil, !parsed.id.isEmpty else {
            return
        }
        InferMessages.appendID(message.readable.extracting(parsed.id), into: &answer)
    }

    /// The answer without its id; nil unless it is one message made by the version that was chosen.
    func storableAnswer() -> [UInt8]? {
        guard let model, let version else { return nil }
        let expected = snapshot.policies[model].traffic[version].nameBytes
        guard form == .grpc else { return Self.storable(&answer, expected) }
        guard capture.count >= GRPCFramePrefix.length else { return nil }
        capture.consume(GRPCFramePrefix.length)
        return Self.storable(&capture, expected)
    }

    private static func storable(_ answer: inout ByteBuffer, _ version: [UInt8]) -> [UInt8]? {
        var parsed = InferMessage()
        guard (try? parsed.parse(answer.readable, as: .response)) != nil,
            answer.readable.extracting(parsed.modelVersion).equals(version.span)
        else { return nil }
        var stored = ByteBuffer()
        guard (try? InferMessages.appendWithoutID(answer.readable, into: &stored)) != nil else {
            return nil
        }
        return stored.readable.copied
    }
}
