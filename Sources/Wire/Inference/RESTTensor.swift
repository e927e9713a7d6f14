// One tensor of a JSON request: its members in any order, its data flat or nested.

/// Gathers a tensor's members and appends its elements in raw form.
struct RESTTensor: ~Copyable {
    /// How many tensors came before it.
    let position: Int
    var name: JSONString?
    var datatype = Datatype.bytes
    var shape: [Int64] = []
    var parameters = ByteBuffer()

    private var hasDatatype = false
    private var elementCount: Int?
    private var hasData = false
    private var postponed: JSONReader.Mark?

    init(position: Int) { self.position = position }

    mutating func readDatatype(
        _ reader: inout JSONReader, _ json: Span<UInt8>
    ) throws(InferFault) {
        let text = try reader.string(json, "a string for the tensor's datatype")
        let found = json.extracting(text.range)
        guard !text.isEscaped, let type = Datatype(name: found) else {
            throw fault(
                json, "has datatype \(InferFault.quote(found)): \(InferMessage.knownDatatypes)")
        }
        datatype = type
        hasDatatype = true
    }

    mutating func readShape(
        _ reader: inout JSONReader, _ json: Span<UInt8>
    ) throws(InferFault) {
        try reader.open(UInt8(ascii: "["), json, "an array for the tensor's shape")
        while try !reader.closes(UInt8(ascii: "]"), json, isFirst: shape.isEmpty) {
            guard shape.count < InferMessage.maximumRank else {
                throw fault(json, "has more than \(InferMessage.maximumRank) dimensions")
            }
            let first = try reader.peek(json)
            guard first == UInt8(ascii: "-") || first &- 0x30 <= 9,
                let dimension = try reader.number(json).signed(), dimension >= 0
            else {
                throw fault(
                    json, "has a shape with something else than integers of zero or more")
            }
            shape.append(dimension)
        }
        elementCount = 0
    }

    /// Takes the data now, or later when the shape or the datatype has not been seen yet.
    mutating func takeData(
        _ reader: inout JSONReader, _ json: Span<UInt8>, into message: inout ByteBuffer
    ) throws(InferFault) {
        hasData = true
        guard hasDatatype, elementCount != nil else {
            _ = try reader.peek(json)
            postponed = reader.mark
            return try reader.skip(json)
        }
        try readData(&reader, json, into: &message)
    }

    /// Checks that nothing is missing and takes data that had to wait.
    mutating func finish(
        _ reader: inout JSONReader, _ json: Span<UInt8>, into message: inout ByteBuffer
    ) throws(InferFault) {
        guard hasDatatype else { throw fault(json, "has no datatype: set \"datatype\"") }
        guard elementCount != nil else { throw fault(json, "has no shape: set \"shape\"") }
        guard hasData else { throw fault(json, "has no data: set \"data\"") }
        guard let postponed else { return }
        let end = reader
        reader = JSONReader(resumingAt: postponed)
        try readData(&reader, json, into: &message)
        reader = end
    }

    private mutating func readData(
        _ reader: inout JSONReader, _ json: Span<UInt8>, into message: inout ByteBuffer
    ) throws(InferFault) {
        guard let count = Shape.elementCount(shape[...], datatype) else {
            throw fault(json, "has shape \(shape), whose size overflows 64 bits")
        }
        elementCount = count
        // An element takes at least one character and a comma or bracket after it.
        guard count <= (json.count - reader.offset) / 2 else {
            throw fault(
                json, "has shape \(shape), which needs \(count) elements, more than the body holds")
        }
        var data = RESTTensorData(datatype, shape)
        do throws(InferFault) {
            if datatype == .bytes {
                var elements = ByteBuffer()
                try data.read(&reader, json, into: &elements)
                try checkCount(data.count, json)
                InferMessages.appendRawInput(elements.readable, into: &message)
            } else {
                ProtobufWriter.prefix(7, length: count * datatype.byteWidth, into: &message)
                try data.read(&reader, json, into: &message)
                try checkCount(data.count, json)
            }
        } catch {
            throw error.text.hasPrefix("the JSON body") ? error : fault(json, error.text)
        }
    }

    private func checkCount(_ count: Int, _ json: Span<UInt8>) throws(InferFault) {
        guard count == elementCount else {
            throw InferFault(
                "has \(count) elements in data, and shape \(shape) needs \(elementCount ?? 0)")
        }
    }

    private func fault(_ json: Span<UInt8>, _ what: String) -> InferFault {
        guard let name else { return InferFault("tensor number \(position + 1) \(what)") }
        return InferFault("tensor \(InferFault.quote(json.extracting(name.range))) \(what)")
    }
}
