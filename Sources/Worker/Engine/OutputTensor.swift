// One output of a run: bytes that the engine owns, lent until the answers are written.

public import Wire

/// Lends the elements of an output; the memory lives as long as this object.
@safe public final class OutputTensor {
    /// The type of each element.
    public let datatype: Datatype
    /// The dimensions, all known.
    public let shape: [Int64]
    private let owner: AnyObject
    private let elements: UnsafeBufferPointer<UInt8>

    /// Lends memory that stays valid and unchanged for as long as `owner` lives.
    @unsafe public init(
        datatype: Datatype, shape: [Int64], elements: UnsafeBufferPointer<UInt8>, owner: AnyObject
    ) {
        self.datatype = datatype
        self.shape = shape
        unsafe self.elements = unsafe elements
        self.owner = owner
    }

    /// The elements, little-endian and in row order.
    public var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            unsafe _overrideLifetime(Span(_unsafeElements: elements), borrowing: self)
        }
    }
}
