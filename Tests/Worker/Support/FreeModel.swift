// A model of the test whose rows may have any width.

import Wire

@testable import Worker

/// Gives its input back.
final class FreeModel: LoadedModel {
    func describe() -> ModelDescription {
        ModelDescription(
            platform: "test",
            inputs: [TensorDescription(name: "x", datatype: .fp32, shape: [-1, -1])],
            outputs: [TensorDescription(name: "y", datatype: .fp32, shape: [-1, -1])])
    }

    func run(_ call: EngineCall) throws(EngineFault) {
        let numbers = bytes(floats(of: call.inputs[0].bytes))
        let output = OwnedOutput(capacity: numbers.count)
        output.bytes.append(numbers.span)
        call.outputs = [output.tensor(datatype: .fp32, shape: call.inputs[0].shape)]
    }

    func release() {}
}
