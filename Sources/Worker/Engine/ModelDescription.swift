// The inputs and outputs of a model, as its engine reports them.

public import Wire

/// Says the name, datatype and shape of one input or output.
public struct TensorDescription: Sendable, Equatable {
    /// The name that requests and answers use.
    public let name: String
    /// The type of each element.
    public let datatype: Datatype
    /// The dimensions, -1 for those which a request chooses.
    public let shape: [Int64]

    /// Describes a tensor.
    public init(name: String, datatype: Datatype, shape: [Int64]) {
        self.name = name
        self.datatype = datatype
        self.shape = shape
    }
}

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

    /// Whether the first dimension of every tensor is free, so that requests can share a run.
    public var isBatchable: Bool {
        !inputs.isEmpty && (inputs + outputs).allSatisfy { $0.shape.first == -1 }
    }
}
