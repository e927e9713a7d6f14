// The elements of a tensor in JSON: arrays flat or nested, and numbers at speed.

/// Reads the elements of a tensor from nested or flat JSON arrays.
struct RESTTensorData: ~Copyable {
    /// The elements read so far.
    private(set) var count = 0
    private let scalar: RESTScalar
    private let datatype: Datatype
    private let shape: [Int64]

    init(_ datatype: Datatype, _ shape: [Int64]) {
        self.datatype = datatype
        self.shape = shape
        scalar = RESTScalar(datatype)
    }

    /// Appends the elements in raw form.
    mutating func read(
        _ reader: inout JSONReader, _ json: Span<UInt8>, into output: inout ByteBuffer
    ) throws(InferFault) {
        try readArray(&reader, json, level: 0, into: &output)
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
                throw InferFault(
                    "has element \(count) of data which is not a string: BYTES are strings")
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
        let close = UInt8(ascii: "]")
        if try reader.closes(close, json, isFirst: true) { return }
        var run = RESTScalarRun(offset: reader.offset)
        do throws(RESTScalarStop) {
            try run.read(scalar, json, into: &output)
        } catch {
            reader.offset = run.offset
            if error == .element { throw scalar.explain(&reader, json, count + run.count) }
        }
        // What is not a comma there is the end, or refused.
        reader.offset = run.offset
        guard try reader.closes(close, json, isFirst: false) else {
            throw reader.fault("a JSON value is expected here")
        }
        count += run.count
    }
}

/// Reads elements and commas without looking back, and stops at the first byte that is neither.
private struct RESTScalarRun {
    /// The byte that has not been read.
    var offset: Int
    /// The elements read.
    var count = 0

    mutating func read(
        _ scalar: RESTScalar, _ json: Span<UInt8>, into output: inout ByteBuffer
    ) throws(RESTScalarStop) {
        var isOpen = true
        var place = offset
        var found = 0
        defer {
            offset = place
            count = found
        }
        while isOpen {
            // A batch, so that the buffer is asked for room once per 64 elements.
            isOpen = try output.fill(minimum: 64 * 8) { elements throws(RESTScalarStop) in
                for _ in 0..<64 {
                    try scalar.read(json, &place, into: &elements)
                    found &+= 1
                    guard try Self.readComma(json, &place) else { return false }
                }
                return true
            }
        }
    }

    /// Moves past a comma and the white space around it; false at the end of the array.
    @inline(__always)
    private static func readComma(
        _ json: Span<UInt8>, _ place: inout Int
    ) throws(RESTScalarStop) -> Bool {
        skipSpace(json, &place)
        guard place < json.count else { throw .separator }
        let byte = json[place]
        guard byte == UInt8(ascii: ",") else {
            if byte == UInt8(ascii: "]") { return false }
            throw .separator
        }
        place &+= 1
        skipSpace(json, &place)
        return true
    }

    @inline(__always)
    private static func skipSpace(_ json: Span<UInt8>, _ place: inout Int) {
        while place < json.count, json[place] <= 0x20 {
            switch json[place] {
            case 0x20, 0x0A, 0x0D, 0x09: place &+= 1
            default: return
            }
        }
    }
}
