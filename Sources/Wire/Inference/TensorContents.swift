// Tensor elements that were sent as typed protobuf fields, brought into raw form.

extension InferMessage {
    /// Appends the elements of a tensor in raw form, whichever form they were sent in.
    ///
    /// - Parameters:
    ///   - tensor: one of this message's tensors.
    ///   - message: the bytes that were parsed.
    /// - Throws: when typed contents are in the wrong field, out of range, or not as many as the
    ///   shape needs.
    public func appendRawData(
        of tensor: InferTensor, in message: Span<UInt8>, to output: inout ByteBuffer
    ) throws(InferFault) {
        switch tensor.data {
        case .none: break
        case .raw(let range): output.append(message.extracting(range))
        case .typed(let range):
            var contents = TypedContents(tensor, message.extracting(tensor.name))
            try contents.read(message, range, to: &output)
            guard contents.count == tensor.elementCount else {
                throw InferFault(
                    "tensor \(contents.name) has \(contents.count) elements in contents, and shape "
                        + "\(Array(dimensions[tensor.shape])) needs \(tensor.elementCount)")
            }
        }
    }
}

/// Reads one `InferTensorContents`.
private struct TypedContents {
    let datatype: Datatype
    let name: String
    var count = 0

    init(_ tensor: InferTensor, _ name: Span<UInt8>) {
        datatype = tensor.datatype
        self.name = InferFault.quote(name)
    }

    mutating func read(
        _ message: Span<UInt8>, _ range: Range<Int>, to output: inout ByteBuffer
    ) throws(InferFault) {
        guard let expected = fieldNumber else {
            throw InferFault(
                "tensor \(name) has contents, which \(datatype.name) does not have: "
                    + "send it in raw_input_contents")
        }
        var reader = ProtobufReader(message, range)
        while let field = try reader.next() {
            guard field.number == expected else {
                // An empty packed field says nothing and some encoders write it.
                if field.wireType == .lengthDelimited && field.range.isEmpty && field.number < 8 {
                    continue
                }
                throw InferFault(
                    "tensor \(name) is \(datatype.name) and has elements in contents field "
                        + "\(field.number): put them into field \(expected)")
            }
            try take(field, message, to: &output)
        }
    }

    private mutating func take(
        _ field: ProtobufField, _ message: Span<UInt8>, to output: inout ByteBuffer
    ) throws(InferFault) {
        if datatype == .bytes {
            let range = try field.bytes("bytes_contents")
            ProtobufWriter.fixed(UInt64(range.count), width: 4, into: &output)
            output.append(message.extracting(range))
            count += 1
            return
        }
        if field.wireType == .lengthDelimited {
            return try takePacked(message, field.range, to: &output)
        }
        let expected: ProtobufWireType =
            datatype == .fp32 ? .fixed32 : datatype == .fp64 ? .fixed64 : .varint
        guard field.wireType == expected else { throw field.wrongForm("contents") }
        try append(field.value, to: &output)
    }

    private mutating func takePacked(
        _ message: Span<UInt8>, _ range: Range<Int>, to output: inout ByteBuffer
    ) throws(InferFault) {
        if datatype == .fp32 || datatype == .fp64 {
            guard range.count % datatype.byteWidth == 0 else {
                throw InferFault("tensor \(name) has contents that end inside an element")
            }
            output.append(message.extracting(range))
            count += range.count / datatype.byteWidth
            return
        }
        var reader = ProtobufReader(message, range)
        while !reader.isAtEnd {
            try append(try reader.varint(), to: &output)
        }
    }

    private mutating func append(
        _ value: UInt64, to output: inout ByteBuffer
    ) throws(InferFault) {
        // A 32-bit field keeps the low 32 bits of its varint, as every protobuf reader does.
        let signed = Int32(truncatingIfNeeded: value)
        let unsigned = UInt32(truncatingIfNeeded: value)
        let fits =
            switch datatype {
            case .int8: Int8(exactly: signed) != nil
            case .int16: Int16(exactly: signed) != nil
            case .uint8: UInt8(exactly: unsigned) != nil
            case .uint16: UInt16(exactly: unsigned) != nil
            default: true
            }
        guard fits else {
            throw InferFault(
                "tensor \(name) has element \(count) out of the range of \(datatype.name)")
        }
        ProtobufWriter.fixed(
            datatype == .bool ? (value == 0 ? 0 : 1) : value, width: datatype.byteWidth,
            into: &output)
        count += 1
    }

    /// The field of `InferTensorContents` for the datatype; nil for the 16-bit floats.
    private var fieldNumber: Int? {
        switch datatype {
        case .bool: 1
        case .int8, .int16, .int32: 2
        case .int64: 3
        case .uint8, .uint16, .uint32: 4
        case .uint64: 5
        case .fp32: 6
        case .fp64: 7
        case .bytes: 8
        case .fp16, .bf16: nil
        }
    }
}
