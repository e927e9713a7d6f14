// A worker's answers, turned into the JSON of the Open Inference Protocol.

extension RESTInfer {
    /// Appends the JSON of a `ModelInferResponse`.
    ///
    /// - Throws: `notRepresentable` for BYTES that are not UTF-8, `badAnswer` for a malformed
    ///   message; `json` then holds what it held before.
    public static func response(
        message: Span<UInt8>, into json: inout ByteBuffer
    ) throws(InferFault) {
        let before = json.count
        do throws(InferFault) {
            var index = InferMessage()
            try index.parse(message, as: .response)
            try write(index, message, into: &json)
        } catch {
            json.truncate(to: before)
            throw error.inAnswer()
        }
    }

    private static func write(
        _ index: InferMessage, _ message: Span<UInt8>, into json: inout ByteBuffer
    ) throws(InferFault) {
        json.append("{\"model_name\":")
        JSONWriter.string(message.extracting(index.modelName), into: &json)
        if !index.modelVersion.isEmpty {
            json.append(",\"model_version\":")
            JSONWriter.string(message.extracting(index.modelVersion), into: &json)
        }
        if !index.id.isEmpty {
            json.append(",\"id\":")
            JSONWriter.string(message.extracting(index.id), into: &json)
        }
        writeParameters(index.parameters[...], message, into: &json)
        json.append(",\"outputs\":[")
        var typed = ByteBuffer()
        for position in index.tensors.indices {
            if position > 0 { json.append(UInt8(ascii: ",")) }
            let tensor = index.tensors[position]
            json.append("{\"name\":")
            JSONWriter.string(message.extracting(tensor.name), into: &json)
            json.append(",\"datatype\":\"")
            json.append(tensor.datatype.name)
            json.append("\",\"shape\":[")
            writeShape(index.dimensions[tensor.shape], into: &json)
            json.append(UInt8(ascii: "]"))
            writeParameters(index.nestedParameters[tensor.parameters], message, into: &json)
            json.append(",\"data\":[")
            if case .raw(let range) = tensor.data {
                try writeData(tensor, message, message.extracting(range), into: &json)
            } else {
                typed.clear()
                try index.appendRawData(of: tensor, in: message, to: &typed)
                try writeData(tensor, message, typed.readable, into: &json)
            }
            json.append("]}")
        }
        json.append("]}")
    }

    private static func writeShape(_ shape: ArraySlice<Int64>, into json: inout ByteBuffer) {
        for index in shape.indices {
            if index > shape.startIndex { json.append(UInt8(ascii: ",")) }
            json.append(decimal: Int(shape[index]))
        }
    }

    private static func writeParameters(
        _ parameters: ArraySlice<InferParameter>, _ message: Span<UInt8>,
        into json: inout ByteBuffer
    ) {
        guard !parameters.isEmpty else { return }
        json.append(",\"parameters\":{")
        for index in parameters.indices {
            if index > parameters.startIndex { json.append(UInt8(ascii: ",")) }
            JSONWriter.string(message.extracting(parameters[index].name), into: &json)
            json.append(UInt8(ascii: ":"))
            switch parameters[index].value {
            case .bool(let flag): JSONWriter.bool(flag, into: &json)
            case .int64(let number): json.append(decimal: Int(number))
            case .uint64(let number): JSONWriter.unsigned(number, into: &json)
            case .double(let number): JSONWriter.double(number, into: &json)
            case .string(let range): JSONWriter.string(message.extracting(range), into: &json)
            }
        }
        json.append(UInt8(ascii: "}"))
    }

    /// Appends the elements of raw data whose size has been checked.
    private static func writeData(
        _ tensor: InferTensor, _ message: Span<UInt8>, _ raw: Span<UInt8>,
        into json: inout ByteBuffer
    ) throws(InferFault) {
        if tensor.datatype == .bytes { return try writeTexts(tensor, message, raw, into: &json) }
        let width = tensor.datatype.byteWidth
        for index in 0..<tensor.elementCount {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            var bits: UInt64 = 0
            for byte in 0..<width {
                bits |= UInt64(raw[index * width + byte]) << UInt64(8 * byte)
            }
            write(bits, tensor.datatype, into: &json)
        }
    }

    private static func write(
        _ bits: UInt64, _ datatype: Datatype, into json: inout ByteBuffer
    ) {
        switch datatype {
        case .bool: JSONWriter.bool(bits != 0, into: &json)
        case .int8: json.append(decimal: Int(Int8(truncatingIfNeeded: bits)))
        case .int16: json.append(decimal: Int(Int16(truncatingIfNeeded: bits)))
        case .int32: json.append(decimal: Int(Int32(truncatingIfNeeded: bits)))
        case .int64: json.append(decimal: Int(truncatingIfNeeded: bits))
        case .uint8, .uint16, .uint32, .uint64: JSONWriter.unsigned(bits, into: &json)
        case .fp16: JSONWriter.float16(UInt16(truncatingIfNeeded: bits), into: &json)
        case .bf16: JSONWriter.bfloat16(UInt16(truncatingIfNeeded: bits), into: &json)
        case .fp32:
            JSONWriter.float(Float(bitPattern: UInt32(truncatingIfNeeded: bits)), into: &json)
        case .fp64: JSONWriter.double(Double(bitPattern: bits), into: &json)
        case .bytes: break
        }
    }

    private static func writeTexts(
        _ tensor: InferTensor, _ message: Span<UInt8>, _ raw: Span<UInt8>,
        into json: inout ByteBuffer
    ) throws(InferFault) {
        var offset = 0
        while let length = Shape.bytesLength(raw, at: offset) {
            let text = raw.extracting(offset + 4..<offset + 4 + length)
            guard isUTF8(text) else {
                throw InferFault(
                    .notRepresentable,
                    "output \(InferFault.quote(message.extracting(tensor.name))) holds bytes that "
                        + "are not UTF-8, which JSON cannot carry: ask for it over gRPC")
            }
            if offset > 0 { json.append(UInt8(ascii: ",")) }
            JSONWriter.string(text, into: &json)
            offset += 4 + length
        }
    }
}

extension RESTInfer {
    /// Appends the JSON of a `ModelMetadataResponse`.
    public static func metadata(
        message: Span<UInt8>, into json: inout ByteBuffer
    ) throws(InferFault) {
        let metadata = try ModelMetadata(parsing: message)
        json.append("{\"name\":")
        JSONWriter.string(metadata.name, into: &json)
        json.append(",\"versions\":")
        writeTexts(metadata.versions, into: &json)
        json.append(",\"platform\":")
        JSONWriter.string(metadata.platform, into: &json)
        json.append(",\"inputs\":")
        writeTensors(metadata.inputs, into: &json)
        json.append(",\"outputs\":")
        writeTensors(metadata.outputs, into: &json)
        json.append(UInt8(ascii: "}"))
    }

    /// Appends the JSON of a `ModelReadyResponse` or `ServerReadyResponse`.
    public static func ready(
        message: Span<UInt8>, into json: inout ByteBuffer
    ) throws(InferFault) {
        let isReady = try InferMessages.readFlag(message)
        json.append("{\"ready\":")
        JSONWriter.bool(isReady, into: &json)
        json.append(UInt8(ascii: "}"))
    }

    /// Appends the JSON of a `ModelReadyResponse`, with the model's name.
    public static func ready(
        message: Span<UInt8>, model: Span<UInt8>, into json: inout ByteBuffer
    ) throws(InferFault) {
        let isReady = try InferMessages.readFlag(message)
        json.append("{\"name\":")
        JSONWriter.string(model, into: &json)
        json.append(",\"ready\":")
        JSONWriter.bool(isReady, into: &json)
        json.append(UInt8(ascii: "}"))
    }

    /// Appends the JSON of a `ServerLiveResponse`.
    public static func live(_ isLive: Bool, into json: inout ByteBuffer) {
        json.append("{\"live\":")
        JSONWriter.bool(isLive, into: &json)
        json.append(UInt8(ascii: "}"))
    }

    /// Appends the JSON of a `ServerMetadataResponse`.
    public static func serverMetadata(_ server: ServerMetadata, into json: inout ByteBuffer) {
        json.append("{\"name\":")
        JSONWriter.string(server.name, into: &json)
        json.append(",\"version\":")
        JSONWriter.string(server.version, into: &json)
        json.append(",\"extensions\":")
        writeTexts(server.extensions, into: &json)
        json.append(UInt8(ascii: "}"))
    }

    private static func writeTexts(_ texts: [String], into json: inout ByteBuffer) {
        json.append(UInt8(ascii: "["))
        for index in texts.indices {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            JSONWriter.string(texts[index], into: &json)
        }
        json.append(UInt8(ascii: "]"))
    }

    private static func writeTensors(_ tensors: [TensorMetadata], into json: inout ByteBuffer) {
        json.append(UInt8(ascii: "["))
        for index in tensors.indices {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            json.append("{\"name\":")
            JSONWriter.string(tensors[index].name, into: &json)
            json.append(",\"datatype\":")
            JSONWriter.string(tensors[index].datatype, into: &json)
            json.append(",\"shape\":[")
            writeShape(tensors[index].shape[...], into: &json)
            json.append("]}")
        }
        json.append(UInt8(ascii: "]"))
    }
}
