// Inference messages, written and read for the tests.

import Testing
import Wire

/// A message behind its gRPC prefix.
func framed(_ write: (inout ByteBuffer) -> Void) -> [UInt8] {
    var message = ByteBuffer()
    write(&message)
    var frame = ByteBuffer()
    GRPCFramePrefix.write(length: message.count, into: &frame)
    frame.append(message.readable)
    return copy(frame)
}

private func copy(_ buffer: borrowing ByteBuffer) -> [UInt8] {
    let span = buffer.readable
    return span.indices.map { span[$0] }
}

/// A request for the affine model with one input.
func inferRequest(
    model: String = "affine", version: String = "", id: String = "", input: String = "x",
    datatype: Datatype = .fp32, shape: [Int64]? = nil, outputs: [String] = [],
    _ numbers: [Float]
) -> [UInt8] {
    framed { message in
        append(model, &message) { InferMessages.appendModelName($0, into: &$1) }
        append(version, &message) { InferMessages.appendModelVersion($0, into: &$1) }
        append(id, &message) { InferMessages.appendID($0, into: &$1) }
        let shape = shape ?? [Int64(numbers.count / 4), 4]
        append(input, &message) {
            InferMessages.appendTensor(name: $0, datatype: datatype, shape: shape.span, into: &$1)
        }
        for output in outputs {
            append(output, &message) {
                InferMessages.appendRequestedOutput(name: $0, into: &$1)
            }
        }
        let raw = bytes(numbers)
        InferMessages.appendRawInput(raw.span, into: &message)
    }
}

private func append(
    _ text: String, _ message: inout ByteBuffer,
    _ body: (Span<UInt8>, inout ByteBuffer) -> Void
) {
    let bytes = Array(text.utf8)
    body(bytes.span, &message)
}

/// What an answer says.
struct TestAnswer: Equatable {
    var model = ""
    var version = ""
    var id = ""
    var outputs: [String] = []
    var shapes: [[Int64]] = []
    var data: [[UInt8]] = []

    /// Reads a framed `ModelInferResponse`.
    init(_ frame: [UInt8]) throws {
        let prefix = try GRPCFramePrefix.parse(frame.span)
        try #require(frame.count == GRPCFramePrefix.length + prefix.length)
        let bytes = Array(frame.dropFirst(GRPCFramePrefix.length))
        var message = InferMessage()
        try message.parse(bytes.span, as: .response)
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        model = text(message.modelName)
        version = text(message.modelVersion)
        id = text(message.id)
        for tensor in message.tensors {
            outputs.append(text(tensor.name))
            shapes.append(Array(message.dimensions[tensor.shape]))
            guard case .raw(let range) = tensor.data else { continue }
            data.append(Array(bytes[range]))
        }
    }

    /// The first output as numbers.
    var numbers: [Float] { data.first.map { floats($0.span) } ?? [] }
}
