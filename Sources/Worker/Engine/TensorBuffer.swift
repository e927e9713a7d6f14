// One input of a run: its bytes, put together from the requests that share the run, and its shape.

public import Wire

/// Holds the elements of one tensor, little-endian and in row order, with its shape.
@safe public final class TensorBuffer {
    /// The elements.
    public var bytes = ByteBuffer()
    /// The dimensions, all known.
    public var shape: [Int64] = []
    /// The bytes of one element.
    var elementWidth = 0

    /// Makes an empty tensor.
    public init() {}

    /// Where the elements lie, valid until they change.
    var elements: UnsafeBufferPointer<UInt8> { unsafe Self.elements(of: bytes) }

    static func elements(of bytes: borrowing ByteBuffer) -> UnsafeBufferPointer<UInt8> {
        unsafe bytes.readable.withUnsafeBufferPointer { unsafe $0 }
    }

    /// Appends bytes of another tensor.
    func append(_ range: Range<Int>, of other: TensorBuffer) {
        Self.append(range, of: other.bytes, to: &bytes)
    }

    private static func append(
        _ range: Range<Int>, of source: borrowing ByteBuffer, to target: inout ByteBuffer
    ) {
        target.append(source.readable.extracting(range))
    }

    /// Takes bytes out of the middle.
    func removeBytes(_ range: Range<Int>) {
        bytes = Self.copy(bytes, without: range)
    }

    private static func copy(
        _ bytes: borrowing ByteBuffer, without range: Range<Int>
    ) -> ByteBuffer {
        var kept = ByteBuffer(capacity: bytes.count - range.count)
        kept.append(bytes.readable.extracting(0..<range.lowerBound))
        kept.append(bytes.readable.extracting(range.upperBound..<bytes.count))
        return kept
    }
}
