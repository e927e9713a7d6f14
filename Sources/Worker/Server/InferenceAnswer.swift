// The answer to an inference: rows of the outputs, copied once, from the engine to the stream.

import Wire

/// Writes `ModelInferResponse` messages.
enum InferenceAnswer {
    /// The most bytes of outputs in one answer; gRPC frames end at four times as many.
    static let maximumBytes = 1 << 30

    /// The bytes of some rows of the outputs that a call asked for.
    static func byteCount(_ batch: Batch, _ rows: Range<Int>, outputs: [Int]) -> Int {
        var count = 0
        for (index, output) in batch.call.outputs.enumerated()
        where outputs.isEmpty || outputs.contains(index) {
            let all = output.bytes.count
            count += batch.model.isBatchable ? all / batch.rows * rows.count : all
        }
        return count
    }

    /// Appends the prefix and the message for some rows of a batch.
    static func write(
        _ batch: Batch, _ rows: Range<Int>, id: borrowing ByteBuffer, outputs: [Int],
        into answer: inout ByteBuffer
    ) {
        let start = answer.count
        let model = batch.model
        GRPCFramePrefix.write(length: 0, into: &answer)
        let (name, version) = (model.nameBytes, model.versionBytes)
        InferMessages.appendModelName(name.span, into: &answer)
        InferMessages.appendModelVersion(version.span, into: &answer)
        InferMessages.appendID(id.readable, into: &answer)
        let count = outputs.isEmpty ? batch.call.outputs.count : outputs.count
        for index in 0..<count {
            let output = outputs.isEmpty ? index : outputs[index]
            appendTensor(batch, output, rows, into: &answer)
        }
        for index in 0..<count {
            let output = outputs.isEmpty ? index : outputs[index]
            appendElements(batch, output, rows, into: &answer)
        }
        let length = answer.count - start - GRPCFramePrefix.length
        let prefix = GRPCFramePrefix.bytes(length: length)
        answer.replace(at: start, with: prefix.span)
    }

    private static func appendTensor(
        _ batch: Batch, _ index: Int, _ rows: Range<Int>, into answer: inout ByteBuffer
    ) {
        let output = batch.call.outputs[index]
        let name = batch.model.outputNames[index]
        var shape = output.shape
        if batch.model.isBatchable { shape[0] = Int64(rows.count) }
        InferMessages.appendTensor(
            name: name.span, datatype: output.datatype, shape: shape.span, into: &answer)
    }

    private static func appendElements(
        _ batch: Batch, _ index: Int, _ rows: Range<Int>, into answer: inout ByteBuffer
    ) {
        let output = batch.call.outputs[index]
        let elements = output.bytes
        guard batch.model.isBatchable else {
            InferMessages.appendRawOutput(elements, into: &answer)
            return
        }
        let width = elements.count / batch.rows
        let range = rows.lowerBound * width..<rows.upperBound * width
        InferMessages.appendRawOutput(elements.extracting(range), into: &answer)
    }
}
