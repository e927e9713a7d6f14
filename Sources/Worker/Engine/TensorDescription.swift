// One input or output of a model, as its engine reports it.

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
