// An output whose memory is ours, for engines written in Swift.

public import Wire

/// Collects the bytes of an output and lends them as a tensor.
public final class OwnedOutput {
    /// The elements, little-endian and in row order; unchanged once lent.
    public var bytes: ByteBuffer

    /// Makes an empty output.
    public init(capacity: Int) {
        bytes = ByteBuffer(capacity: capacity)
    }

    /// Lends the bytes collected so far.
    public func tensor(datatype: Datatype, shape: [Int64]) -> OutputTensor {
        let elements = unsafe TensorBuffer.elements(of: bytes)
        return unsafe OutputTensor(
            datatype: datatype, shape: shape, elements: elements, owner: self)
    }
}
