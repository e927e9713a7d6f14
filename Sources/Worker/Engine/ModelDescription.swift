// The inputs and outputs of a model, as its engine reports them.

import Wire

/// Says what a model takes and gives.
public struct ModelDescription: Sendable, Equatable {
    /// The platform that metadata name, such as `onnx`.
    public let platform: String
    /// The inputs, all of which a request must carry.
    public let inputs: [TensorDescription]
    /// The outputs in the order in which answers carry them.
    public let outputs: [TensorDescription]

    /// Describes a model.
    public init(platform: String, inputs: [TensorDescription], outputs: [TensorDescription]) {
        self.platform = platform
        self.inputs = inputs
        self.outputs = outputs
    }

    /// Whether the first dimension of every tensor is free and every row has the same bytes, so that
    /// requests can share a run.
    public var isBatchable: Bool {
        !inputs.isEmpty
            && (inputs + outputs).allSatisfy { $0.shape.first == -1 && $0.datatype != .bytes }
    }
}
