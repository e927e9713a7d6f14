// The REST form of an inference request, turned into the message that travels to a worker.

/// Transcodes between the JSON of the Open Inference Protocol and its gRPC messages.
public enum RESTInfer {
    /// Appends the `ModelInferRequest` that a JSON body means.
    ///
    /// Unknown and duplicate members, a tensor whose data do not fit its shape, bare NaN, and the
    /// binary tensor extension are refused.
    /// - Parameters:
    ///   - model: the model's name from the path.
    ///   - version: the version to name, if any.
    ///   - message: on a throw it holds what it held before.
    public static func request(
        json: Span<UInt8>, model: Span<UInt8>, version: Span<UInt8>?,
        into message: inout ByteBuffer
    ) throws(InferFault) {
        let before = message.count
        do throws(InferFault) {
            guard isUTF8(json) else {
                throw InferFault("the JSON body is not UTF-8: send text in UTF-8")
            }
            InferMessages.appendModelName(model, into: &message)
            if let version { InferMessages.appendModelVersion(version, into: &message) }
            var request = RESTRequestReader()
            try request.read(json, into: &message)
        } catch {
            message.truncate(to: before)
            throw error
        }
    }
}

/// Reads one inference request in JSON and appends its fields.
struct RESTRequestReader: ~Copyable {
    var reader = JSONReader()
    var tensorCount = 0
    /// The names of the tensors and, apart from them, of the requested outputs.
    private var tensorNames = NameSet()
    private var outputNames = NameSet()

    mutating func read(
        _ json: Span<UInt8>, into message: inout ByteBuffer
    ) throws(InferFault) {
        var hasInputs = false
        var isFirst = true
        try reader.open(UInt8(ascii: "{"), json, "a JSON object")
        while let name = try reader.member(json, isFirst: isFirst) {
            isFirst = false
            if JSONReader.equals(name, "inputs", json) {
                hasInputs = true
                try readInputs(json, into: &message)
            } else if JSONReader.equals(name, "id", json) {
                try readID(json, into: &message)
            } else if JSONReader.equals(name, "parameters", json) {
                var parameters = RESTParameters(number: 4)
                try parameters.read(&reader, json, into: &message)
            } else if JSONReader.equals(name, "outputs", json) {
                try readOutputs(json, into: &message)
            } else {
                throw unknown(name, json, "a request has id, parameters, inputs, outputs")
            }
        }
        try reader.finish(json)
        guard hasInputs else {
            throw InferFault("inputs is missing: send an array of tensors as \"inputs\"")
        }
    }

    private mutating func readID(
        _ json: Span<UInt8>, into message: inout ByteBuffer
    ) throws(InferFault) {
        let id = try reader.string(json, "a string for id")
        guard id.range.count <= InferScanner.maximumIDLength else {
            throw InferFault(
                "id has over \(InferScanner.maximumIDLength) bytes: send a shorter one")
        }
        var decoded = ByteBuffer()
        JSONReader.append(id, json, to: &decoded)
        InferMessages.appendID(decoded.readable, into: &message)
    }

    private mutating func readInputs(
        _ json: Span<UInt8>, into message: inout ByteBuffer
    ) throws(InferFault) {
        try reader.open(UInt8(ascii: "["), json, "an array for inputs")
        while try !reader.closes(UInt8(ascii: "]"), json, isFirst: tensorCount == 0) {
            guard tensorCount < InferMessage.maximumTensors else {
                throw InferFault("inputs has over \(InferMessage.maximumTensors) tensors")
            }
            try readTensor(json, into: &message)
            tensorCount += 1
        }
    }

    private mutating func readTensor(
        _ json: Span<UInt8>, into message: inout ByteBuffer
    ) throws(InferFault) {
        var tensor = RESTTensor(position: tensorCount)
        var isFirst = true
        try reader.open(UInt8(ascii: "{"), json, "an object for the tensor")
        while let name = try reader.member(json, isFirst: isFirst) {
            isFirst = false
            if JSONReader.equals(name, "data", json) {
                try tensor.takeData(&reader, json, into: &message)
            } else if JSONReader.equals(name, "name", json) {
                tensor.name = try reader.string(json, "a string for the tensor's name")
            } else if JSONReader.equals(name, "datatype", json) {
                try tensor.readDatatype(&reader, json)
            } else if JSONReader.equals(name, "shape", json) {
                try tensor.readShape(&reader, json)
            } else if JSONReader.equals(name, "parameters", json) {
                var parameters = RESTParameters(number: 4)
                try parameters.read(&reader, json, into: &tensor.parameters)
            } else {
                throw unknown(
                    name, json, "a tensor has name, shape, datatype, parameters, data")
            }
        }
        try tensor.finish(&reader, json, into: &message)
        let range = try tensorNames.insert(tensor.name, json, "tensor")
        InferMessages.appendTensor(
            name: tensorNames.bytes.readable.extracting(range), datatype: tensor.datatype,
            shape: tensor.shape.span, parameters: tensor.parameters.readable, into: &message)
    }

    private mutating func readOutputs(
        _ json: Span<UInt8>, into message: inout ByteBuffer
    ) throws(InferFault) {
        var count = 0
        try reader.open(UInt8(ascii: "["), json, "an array for outputs")
        while try !reader.closes(UInt8(ascii: "]"), json, isFirst: count == 0) {
            guard count < InferMessage.maximumTensors else {
                throw InferFault("outputs has over \(InferMessage.maximumTensors) entries")
            }
            try readOutput(json, into: &message)
            count += 1
        }
    }

    private mutating func readOutput(
        _ json: Span<UInt8>, into message: inout ByteBuffer
    ) throws(InferFault) {
        var output: JSONString?
        var encoded = ByteBuffer()
        var isFirst = true
        try reader.open(UInt8(ascii: "{"), json, "an object for the requested output")
        while let name = try reader.member(json, isFirst: isFirst) {
            isFirst = false
            if JSONReader.equals(name, "name", json) {
                output = try reader.string(json, "a string for the output's name")
            } else if JSONReader.equals(name, "parameters", json) {
                var parameters = RESTParameters(number: 2)
                try parameters.read(&reader, json, into: &encoded)
            } else {
                throw unknown(name, json, "a requested output has name, parameters")
            }
        }
        let range = try outputNames.insert(output, json, "requested output")
        let length = ProtobufWriter.fieldLength(range.count) + encoded.count
        ProtobufWriter.prefix(6, length: length, into: &message)
        ProtobufWriter.bytes(
            1, outputNames.bytes.readable.extracting(range), into: &message)
        message.append(encoded.readable)
    }

    private func unknown(
        _ name: JSONString, _ json: Span<UInt8>, _ known: String
    ) -> InferFault {
        reader.fault(
            "member \(InferFault.quote(json.extracting(name.range))) is not known: \(known)")
    }
}

/// Collects names that must be present and differ.
private struct NameSet: ~Copyable {
    var bytes = ByteBuffer()
    private var ranges: [Range<Int>] = []

    mutating func insert(
        _ name: JSONString?, _ json: Span<UInt8>, _ what: String
    ) throws(InferFault) -> Range<Int> {
        guard let name, !name.range.isEmpty else {
            throw InferFault("\(what) number \(ranges.count + 1) has no name: set \"name\"")
        }
        let start = bytes.count
        JSONReader.append(name, json, to: &bytes)
        let range = start..<bytes.count
        guard !holds(range) else {
            throw InferFault(
                "\(what) \(InferFault.quote(bytes.readable.extracting(range))) is given twice: "
                    + "send each once")
        }
        ranges.append(range)
        return range
    }

    private func holds(_ range: Range<Int>) -> Bool {
        let known = bytes.readable
        for other in ranges where known.extracting(other).equals(known.extracting(range)) {
            return true
        }
        return false
    }
}

/// Reads a `parameters` object and appends its entries as fields of a map.
struct RESTParameters: ~Copyable {
    /// The field number of the map: 4, or 2 in a requested output.
    let number: Int
    private var name = ByteBuffer()
    private var value = ByteBuffer()
    private var count = 0

    init(number: Int) { self.number = number }

    mutating func read(
        _ reader: inout JSONReader, _ json: Span<UInt8>, into output: inout ByteBuffer
    ) throws(InferFault) {
        try reader.open(UInt8(ascii: "{"), json, "an object for parameters")
        while let key = try reader.member(json, isFirst: count == 0) {
            count += 1
            guard count <= InferMessage.maximumParameters else {
                throw InferFault("parameters has over \(InferMessage.maximumParameters) members")
            }
            name.clear()
            value.clear()
            JSONReader.append(key, json, to: &name)
            let isFalse = try readValue(&reader, json)
            guard !name.readable.starts(with: "shared_memory_") else {
                throw InferFault(
                    "shared_memory parameters are not offered here: send the tensor in \"data\"")
            }
            if name.readable.starts(with: "binary_data") {
                // Saying no to the binary extension is what happens anyway.
                if isFalse { continue }
                throw InferFault(
                    .unsupported,
                    "parameter \(InferFault.quote(name.readable)) asks for the binary tensor "
                        + "extension, which is not offered here: send \"data\" in JSON, or use gRPC"
                )
            }
            InferMessages.appendParameter(
                number, name: name.readable, value: value.readable, into: &output)
        }
    }

    /// Encodes the value as an `InferParameter` and tells whether it is `false`.
    private mutating func readValue(
        _ reader: inout JSONReader, _ json: Span<UInt8>
    ) throws(InferFault) -> Bool {
        switch try reader.peek(json) {
        case UInt8(ascii: "t"):
            try reader.word("true", json)
            ProtobufWriter.tag(1, .varint, into: &value)
            value.append(1)
        case UInt8(ascii: "f"):
            try reader.word("false", json)
            ProtobufWriter.tag(1, .varint, into: &value)
            value.append(0)
            return true
        case UInt8(ascii: "\""):
            let text = try reader.string(json, "a string")
            var decoded = ByteBuffer()
            JSONReader.append(text, json, to: &decoded)
            ProtobufWriter.bytes(3, decoded.readable, into: &value)
        case UInt8(ascii: "-"), 0x30...0x39:
            try appendNumber(try reader.number(json), json)
        default:
            throw reader.fault(
                "parameter \(InferFault.quote(name.readable)) is a string, a number, true or false")
        }
        return false
    }

    private mutating func appendNumber(
        _ number: JSONNumber, _ json: Span<UInt8>
    ) throws(InferFault) {
        if let integer = number.signed() {
            ProtobufWriter.tag(2, .varint, into: &value)
            ProtobufWriter.varint(UInt64(bitPattern: integer), into: &value)
        } else if let integer = number.unsigned(json) {
            ProtobufWriter.tag(5, .varint, into: &value)
            ProtobufWriter.varint(integer, into: &value)
        } else if let double = number.float(.fp64, json), !number.isInteger {
            ProtobufWriter.tag(4, .fixed64, into: &value)
            ProtobufWriter.fixed(double, width: 8, into: &value)
        } else {
            throw InferFault(
                "parameter \(InferFault.quote(name.readable)) is a number out of range: "
                    + "integers have 64 bits, others are doubles")
        }
    }
}
