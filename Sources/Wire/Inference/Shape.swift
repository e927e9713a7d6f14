// The sums of a tensor's shape: how many elements, and whether the raw data are that many.

/// Checks shapes and the sizes that follow from them.
enum Shape {
    /// The product of the dimensions; nil when it, or the raw size, overflows or is negative.
    static func elementCount(_ dimensions: ArraySlice<Int64>, _ datatype: Datatype) -> Int? {
        var count = 1
        var hasZero = false
        for dimension in dimensions {
            guard dimension >= 0 else { return nil }
            if dimension == 0 {
                // The others are still multiplied: a shape like [2^62, 2^62, 0] is nonsense.
                hasZero = true
                continue
            }
            let (product, overflows) = count.multipliedReportingOverflow(by: Int(dimension))
            guard !overflows else { return nil }
            count = product
        }
        let width = max(datatype.byteWidth, 4)
        guard !count.multipliedReportingOverflow(by: width).overflow else { return nil }
        return hasZero ? 0 : count
    }

    /// Checks that raw data hold exactly the elements of the shape.
    static func checkRaw(
        _ raw: Span<UInt8>, _ tensor: InferTensor, _ dimensions: ArraySlice<Int64>,
        named name: Span<UInt8>
    ) throws(InferFault) {
        let width = tensor.datatype.byteWidth
        if width > 0 {
            guard raw.count == width * tensor.elementCount else {
                throw InferFault(
                    "tensor \(InferFault.quote(name)) has \(raw.count) bytes of raw data, and "
                        + "shape \(Array(dimensions)) of \(tensor.datatype.name) needs "
                        + "\(width * tensor.elementCount)")
            }
            return
        }
        var found = 0
        var offset = 0
        while offset < raw.count {
            guard let length = bytesLength(raw, at: offset) else {
                throw InferFault(
                    "tensor \(InferFault.quote(name)) has raw BYTES data that end inside element "
                        + "\(found): send a 4-byte little-endian length before each element")
            }
            offset += 4 + length
            found += 1
        }
        guard found == tensor.elementCount else {
            throw InferFault(
                "tensor \(InferFault.quote(name)) has \(found) elements of BYTES in its raw data, "
                    + "and shape \(Array(dimensions)) needs \(tensor.elementCount)")
        }
    }

    /// The length of the BYTES element at an offset; nil when it does not lie within the data.
    static func bytesLength(_ raw: Span<UInt8>, at offset: Int) -> Int? {
        guard raw.count - offset >= 4 else { return nil }
        let length =
            Int(raw[offset]) | Int(raw[offset + 1]) << 8 | Int(raw[offset + 2]) << 16
            | Int(raw[offset + 3]) << 24
        return length <= raw.count - offset - 4 ? length : nil
    }
}
