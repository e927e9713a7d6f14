// The first runs of a model, before anyone may call it.

import Wire

/// Runs a model on zeros, so that a model that cannot run is found before it is ready.
enum WarmUp {
    /// Runs the model with one row and, where it allows, with two.
    ///
    /// - Returns: whether requests may share a run: every output of two rows had two rows.
    static func run(_ model: any LoadedModel) throws(EngineFault) -> Bool {
        let description = model.describe()
        for _ in 0..<2 { try run(model, description, rows: 1) }
        guard description.isBatchable else { return false }
        let call = try run(model, description, rows: 2)
        return call.outputs.allSatisfy { $0.shape.first == 2 }
    }

    @discardableResult
    private static func run(
        _ model: any LoadedModel, _ description: ModelDescription, rows: Int64
    ) throws(EngineFault) -> EngineCall {
        let call = EngineCall(
            inputCount: description.inputs.count, cancellation: Cancellation())
        for (index, tensor) in description.inputs.enumerated() {
            var shape = tensor.shape.map { $0 < 0 ? 1 : $0 }
            if description.isBatchable { shape[0] = rows }
            let buffer = call.inputs[index]
            buffer.shape = shape
            // An element of BYTES is its length, which is four bytes, and nothing behind it.
            let width = tensor.datatype == .bytes ? 4 : tensor.datatype.byteWidth
            let count = shape.reduce(width) { $0 * Int($1) }
            let zeros = [UInt8](repeating: 0, count: count)
            buffer.bytes.append(zeros.span)
        }
        do throws(EngineFault) {
            try model.run(call)
        } catch {
            throw .badModel("the warm-up run on zeros failed: \(error)")
        }
        return call
    }
}
