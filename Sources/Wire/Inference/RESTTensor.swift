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

/// Reads the elements of a tensor from nested or flat JSON arrays.
struct RESTTensorData {
    /// The elements read so far.
    private(set) var count = 0
    private let datatype: Datatype
    private let format: FloatFormat?
    private let shape: [Int64]
    private var sink = ElementSink()

    init(_ datatype: Datatype, _ shape: [Int64]) {
        self.datatype = datatype
        self.shape = shape
        format =
            switch datatype {
            case .fp16: .fp16
            case .bf16: .bf16
            case .fp32: .fp32
            case .fp64: .fp64
            default: nil
            }
    }

    mutating func read(
        _ reader: inout JSONReader, _ json: Span<UInt8>, into output: inout ByteBuffer
    ) throws(InferFault) {
        try readArray(&reader, json, level: 0, into: &output)
        sink.flush(to: &output)
    }

    private mutating func readArray(
        _ reader: inout JSONReader, _ json: Span<UInt8>, level: Int,
        into output: inout ByteBuffer
    ) throws(InferFault) {
        try reader.open(UInt8(ascii: "["), json, "an array for data")
        let open = UInt8(ascii: "[")
        let close = UInt8(ascii: "]")
        var members = 0
        if try reader.peek(json) == open {
            while try !reader.closes(close, json, isFirst: members == 0) {
                try readArray(&reader, json, level: level + 1, into: &output)
                members += 1
            }
            return try checkLength(members, level)
        }
        let before = count
        // Flat data is one array whatever the shape; nested data follows the shape to its end.
        if level > 0 && level != shape.count - 1 {
            if try reader.peek(json) != close || level >= shape.count {
                throw InferFault(
                    "has data nested \(level + 1) deep, and shape \(shape) has \(shape.count) "
                        + "dimensions: nest as the shape says, or send one flat array")
            }
        }
        if datatype == .bytes {
            try readTexts(&reader, json, into: &output)
        } else {
            try readScalars(&reader, json, into: &output)
        }
        if level > 0 { try checkLength(count - before, level) }
    }

    private func checkLength(_ members: Int, _ level: Int) throws(InferFault) {
        guard level < shape.count, members == shape[level] else {
            throw InferFault(
                "has an array of \(members) in data at depth \(level + 1), which shape \(shape) "
                    + "does not have: nest as the shape says, or send one flat array")
        }
    }

    private mutating func readTexts(
        _ reader: inout JSONReader, _ json: Span<UInt8>, into output: inout ByteBuffer
    ) throws(InferFault) {
        var isFirst = true
        while try !reader.closes(UInt8(ascii: "]"), json, isFirst: isFirst) {
            isFirst = false
            guard try reader.peek(json) == UInt8(ascii: "\"") else {
                throw element("is not a string", "BYTES are strings")
            }
            let text = try reader.string(json, "a string")
            if text.isEscaped {
                var decoded = ByteBuffer()
                JSONReader.append(text, json, to: &decoded)
                ProtobufWriter.fixed(UInt64(decoded.count), width: 4, into: &output)
                output.append(decoded.readable)
            } else {
                ProtobufWriter.fixed(UInt64(text.range.count), width: 4, into: &output)
                output.append(json.extracting(text.range))
            }
            count += 1
        }
    }

    private mutating func readScalars(
        _ reader: inout JSONReader, _ json: Span<UInt8>, into output: inout ByteBuffer
    ) throws(InferFault) {
        var isFirst = true
        let width = datatype.byteWidth
        while try !reader.closes(UInt8(ascii: "]"), json, isFirst: isFirst) {
            isFirst = false
            let first = try reader.peek(json)
            let bits: UInt64
            if let format {
                bits = try float(first, format, &reader, json)
            } else if datatype == .bool {
                bits = try bool(first, &reader, json)
            } else {
                bits = try integer(first, &reader, json)
            }
            sink.put(bits, width: width, to: &output)
            count += 1
        }
    }

    private func float(
        _ first: UInt8, _ format: FloatFormat, _ reader: inout JSONReader, _ json: Span<UInt8>
    ) throws(InferFault) -> UInt64 {
        if first == UInt8(ascii: "\"") {
            let text = try reader.string(json, "a number")
            let word = json.extracting(text.range)
            if word.equals("NaN") { return format.quietNaN }
            if word.equals("Infinity") { return format.infinity }
            if word.equals("-Infinity") { return format.infinity | format.signBit }
            throw element(
                "is \(InferFault.quote(word))",
                "send a number, or \"NaN\", \"Infinity\", "
                    + "\"-Infinity\"")
        }
        guard first == UInt8(ascii: "-") || first &- 0x30 <= 9 else {
            throw wrongKind(first, reader, "a number, or \"NaN\", \"Infinity\", \"-Infinity\"")
        }
        let number = try reader.number(json)
        guard let bits = number.float(format, json) else {
            throw element(
                "is \(InferFault.quote(json.extracting(number.range)))",
                "out of the range of \(datatype.name); send \"Infinity\" if that is meant")
        }
        return bits
    }

    private func bool(
        _ first: UInt8, _ reader: inout JSONReader, _ json: Span<UInt8>
    ) throws(InferFault) -> UInt64 {
        switch first {
        case UInt8(ascii: "t"):
            try reader.word("true", json)
            return 1
        case UInt8(ascii: "f"):
            try reader.word("false", json)
            return 0
        default: throw wrongKind(first, reader, "true or false")
        }
    }

    private func integer(
        _ first: UInt8, _ reader: inout JSONReader, _ json: Span<UInt8>
    ) throws(InferFault) -> UInt64 {
        guard first == UInt8(ascii: "-") || first &- 0x30 <= 9 else {
            throw wrongKind(first, reader, "an integer")
        }
        let number = try reader.number(json)
        let bits: UInt64? =
            switch datatype {
            case .int8: number.signed().flatMap { Int8(exactly: $0) }.map { Self.bits($0) }
            case .int16: number.signed().flatMap { Int16(exactly: $0) }.map { Self.bits($0) }
            case .int32: number.signed().flatMap { Int32(exactly: $0) }.map { Self.bits($0) }
            case .int64: number.signed().map { Self.bits($0) }
            case .uint8: number.unsigned(json).flatMap { $0 <= 0xFF ? $0 : nil }
            case .uint16: number.unsigned(json).flatMap { $0 <= 0xFFFF ? $0 : nil }
            case .uint32: number.unsigned(json).flatMap { $0 <= 0xFFFF_FFFF ? $0 : nil }
            default: number.unsigned(json)
            }
        guard let bits else {
            throw element(
                "is \(InferFault.quote(json.extracting(number.range)))",
                number.isInteger
                    ? "out of the range of \(datatype.name)"
                    : "\(datatype.name) takes integers without a fraction or exponent")
        }
        return bits
    }

    private static func bits(_ value: some FixedWidthInteger) -> UInt64 {
        UInt64(truncatingIfNeeded: value)
    }

    private func wrongKind(
        _ first: UInt8, _ reader: borrowing JSONReader, _ expected: String
    ) -> InferFault {
        if first == UInt8(ascii: "[") {
            return element("is an array beside elements", "nest as the shape says, or not at all")
        }
        let known = first == UInt8(ascii: "\"") || first == UInt8(ascii: "{")
        guard known || "tfn-0123456789".utf8.contains(first) else {
            return reader.fault("a JSON value is expected here (bare NaN is not JSON)")
        }
        return element("is something else", "\(datatype.name) takes \(expected)")
    }

    private func element(_ found: String, _ expected: String) -> InferFault {
        InferFault("has element \(count) of data which \(found): \(expected)")
    }
}

/// Gathers little-endian elements in place before they go into a buffer.
struct ElementSink {
    private var chunk = [512 of UInt8](repeating: 0)
    private var used = 0

    /// Adds the low bytes of a number.
    mutating func put(_ bits: UInt64, width: Int, to output: inout ByteBuffer) {
        if used > 512 - 8 { flush(to: &output) }
        // All eight bytes are written and only `width` of them kept: no branch on the width.
        for index in 0..<8 {
            chunk[used &+ index] = UInt8(truncatingIfNeeded: bits >> UInt64(8 &* index))
        }
        used &+= width
    }

    /// Appends what was gathered.
    mutating func flush(to output: inout ByteBuffer) {
        output.append(chunk.span.extracting(first: used))
        used = 0
    }
}
