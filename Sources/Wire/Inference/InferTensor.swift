// The parts of an inference message, as ranges of the message they were read from.

/// Where the elements of a tensor are.
public enum TensorData: Sendable, Hashable {
    /// Little-endian elements without padding, checked against the shape.
    case raw(Range<Int>)
    /// An `InferTensorContents` message, not looked into yet.
    case typed(Range<Int>)
    /// Nowhere, since the shape has no elements.
    case none
}

/// Describes one tensor of a parsed message; every byte range is one of that message.
public struct InferTensor: Sendable {
    /// The tensor's name, UTF-8 and not empty.
    public let name: Range<Int>
    /// The type of its elements.
    public let datatype: Datatype
    /// Its dimensions, as a range of `InferMessage.dimensions`.
    public let shape: Range<Int>
    /// The product of its dimensions.
    public let elementCount: Int
    /// Where its elements are.
    public internal(set) var data: TensorData
    /// Its parameters, as a range of `InferMessage.nestedParameters`.
    public let parameters: Range<Int>
}

/// Describes one output that a request asks for.
public struct InferRequestedOutput: Sendable {
    /// The output's name, UTF-8 and not empty.
    public let name: Range<Int>
    /// Its parameters, as a range of `InferMessage.nestedParameters`.
    public let parameters: Range<Int>
}

/// Describes one named parameter.
public struct InferParameter: Sendable {
    /// The parameter's name, UTF-8.
    public let name: Range<Int>
    /// What it is set to.
    public let value: InferParameterValue
}

/// What a parameter is set to.
public enum InferParameterValue: Sendable, Hashable {
    case bool(Bool)
    case int64(Int64)
    case uint64(UInt64)
    case double(Double)
    /// UTF-8 in the message.
    case string(Range<Int>)
}
