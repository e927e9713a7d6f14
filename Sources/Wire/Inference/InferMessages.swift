// Writing the messages of the Open Inference Protocol, field by field, into a buffer.

/// Reads and writes the small messages, and appends the fields of the inference messages.
///
/// An inference message is the concatenation of its fields, in any order among different fields.
public enum InferMessages {
    /// Appends the body of a ServerLive, ServerReady or ModelReady response.
    public static func writeFlag(_ flag: Bool, into output: inout ByteBuffer) {
        guard flag else { return }
        ProtobufWriter.tag(1, .varint, into: &output)
        output.append(1)
    }

    /// Reads the body of a ServerLive, ServerReady or ModelReady response.
    public static func readFlag(_ message: Span<UInt8>) throws(InferFault) -> Bool {
        var flag: Bool?
        var reader = ProtobufReader(message)
        while let field = try reader.next() {
            guard field.number == 1 else { continue }
            guard flag == nil else { throw InferFault(.badAnswer, "the flag is given twice") }
            flag = try field.varint("the flag") != 0
        }
        return flag ?? false
    }

    /// Checks the body of a ServerLive, ServerReady or ServerMetadata request, which has no fields.
    public static func readEmpty(_ message: Span<UInt8>) throws(InferFault) {
        var reader = ProtobufReader(message)
        while try reader.next() != nil {}
    }

    /// Appends `model_name`.
    public static func appendModelName(_ name: Span<UInt8>, into message: inout ByteBuffer) {
        ProtobufWriter.text(1, name, into: &message)
    }

    /// Appends `model_version`; a request that passes through names its version thus.
    public static func appendModelVersion(_ version: Span<UInt8>, into message: inout ByteBuffer) {
        ProtobufWriter.text(2, version, into: &message)
    }

    /// The bytes that `appendModelVersion` appends, by which a gRPC frame's length grows.
    public static func modelVersionFieldLength(_ version: Span<UInt8>) -> Int {
        version.isEmpty ? 0 : ProtobufWriter.fieldLength(version.count)
    }

    /// Appends `id`.
    public static func appendID(_ id: Span<UInt8>, into message: inout ByteBuffer) {
        ProtobufWriter.text(3, id, into: &message)
    }

    /// Appends a tensor whose elements follow in the raw contents: an input or an output.
    public static func appendTensor(
        name: Span<UInt8>, datatype: Datatype, shape: Span<Int64>, into message: inout ByteBuffer
    ) {
        appendTensor(
            name: name, datatype: datatype, shape: shape, parameters: Span(), into: &message)
    }

    /// Appends a tensor with parameters that are already encoded as fields number 4.
    static func appendTensor(
        name: Span<UInt8>, datatype: Datatype, shape: Span<Int64>, parameters: Span<UInt8>,
        into message: inout ByteBuffer
    ) {
        var packed = 0
        for index in shape.indices {
            packed += ProtobufWriter.varintLength(UInt64(bitPattern: shape[index]))
        }
        let typeName = datatype.name
        let length =
            ProtobufWriter.fieldLength(name.count)
            + ProtobufWriter.fieldLength(typeName.utf8CodeUnitCount)
            + (packed > 0 ? ProtobufWriter.fieldLength(packed) : 0) + parameters.count
        ProtobufWriter.prefix(5, length: length, into: &message)
        ProtobufWriter.bytes(1, name, into: &message)
        ProtobufWriter.prefix(2, length: typeName.utf8CodeUnitCount, into: &message)
        message.append(typeName)
        if packed > 0 {
            ProtobufWriter.prefix(3, length: packed, into: &message)
            for index in shape.indices {
                ProtobufWriter.varint(UInt64(bitPattern: shape[index]), into: &message)
            }
        }
        message.append(parameters)
    }

    /// Appends an output that a request asks for.
    public static func appendRequestedOutput(
        name: Span<UInt8>, into message: inout ByteBuffer
    ) {
        ProtobufWriter.prefix(
            6, length: ProtobufWriter.fieldLength(name.count), into: &message)
        ProtobufWriter.bytes(1, name, into: &message)
    }

    /// Appends the raw elements of the next input of a request.
    public static func appendRawInput(_ elements: Span<UInt8>, into message: inout ByteBuffer) {
        ProtobufWriter.bytes(7, elements, into: &message)
    }

    /// Appends the raw elements of the next output of a response.
    public static func appendRawOutput(_ elements: Span<UInt8>, into message: inout ByteBuffer) {
        ProtobufWriter.bytes(6, elements, into: &message)
    }

    /// Appends the start of the next output's raw elements, which the caller appends then.
    ///
    /// - Parameter byteCount: exactly the bytes that will follow.
    public static func appendRawOutputPrefix(byteCount: Int, into message: inout ByteBuffer) {
        ProtobufWriter.prefix(6, length: byteCount, into: &message)
    }

    /// Copies an inference message without its `id`, for an answer that others may share.
    public static func appendWithoutID(
        _ message: Span<UInt8>, into output: inout ByteBuffer
    ) throws(InferFault) {
        var reader = ProtobufReader(message)
        var start = 0
        var kept = 0
        while let field = try reader.next() {
            if field.number == 3 {
                output.append(message.extracting(kept..<start))
                kept = reader.offset
            }
            start = reader.offset
        }
        output.append(message.extracting(kept..<message.count))
    }

    /// Appends one entry of a `parameters` map.
    ///
    /// - Parameter number: 4 in a message or tensor, 2 in a requested output.
    static func appendParameter(
        _ number: Int, name: Span<UInt8>, value: Span<UInt8>, into output: inout ByteBuffer
    ) {
        let length =
            ProtobufWriter.fieldLength(name.count) + ProtobufWriter.fieldLength(value.count)
        ProtobufWriter.prefix(number, length: length, into: &output)
        ProtobufWriter.bytes(1, name, into: &output)
        ProtobufWriter.bytes(2, value, into: &output)
    }
}
