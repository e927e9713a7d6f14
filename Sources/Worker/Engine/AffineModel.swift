// The model of the reference engine.

import Wire

/// Computes `y = scale * x + offset` for rows of `width` numbers.
final class AffineModel: LoadedModel {
    private let width: Int64
    private let scale: Float
    private let offset: Float

    init(width: Int64, scale: Float, offset: Float) {
        self.width = width
        self.scale = scale
        self.offset = offset
    }

    func describe() -> ModelDescription {
        ModelDescription(
            platform: "affine",
            inputs: [TensorDescription(name: "x", datatype: .fp32, shape: [-1, width])],
            outputs: [TensorDescription(name: "y", datatype: .fp32, shape: [-1, width])])
    }

    func run(_ call: EngineCall) throws(EngineFault) {
        guard !call.cancellation.isCancelled else { throw .cancelled }
        let result = OwnedOutput(capacity: call.inputs[0].bytes.count)
        apply(call.inputs[0].bytes, into: &result.bytes)
        call.outputs = [result.tensor(datatype: .fp32, shape: call.inputs[0].shape)]
    }

    private func apply(_ numbers: borrowing ByteBuffer, into result: inout ByteBuffer) {
        let source = numbers.readable
        for at in stride(from: 0, to: source.count - 3, by: 4) {
            var bits: UInt32 = 0
            for i in 0..<4 { bits |= UInt32(source[at + i]) << (8 * UInt32(i)) }
            let value = (scale * Float(bitPattern: bits) + offset).bitPattern
            for i in 0..<4 { result.append(UInt8(truncatingIfNeeded: value >> (8 * UInt32(i)))) }
        }
    }

    func release() {}
}
