// What a server and a model say about themselves; not for the path of every request.

/// Holds a `ServerMetadataResponse`.
public struct ServerMetadata: Sendable, Hashable {
    /// The server's name.
    public var name: String
    /// The server's version.
    public var version: String
    /// The extensions of the protocol that it has.
    public var extensions: [String]

    /// Makes the metadata of a server.
    public init(name: String, version: String, extensions: [String]) {
        self.name = name
        self.version = version
        self.extensions = extensions
    }

    /// Reads a worker's answer.
    public init(parsing message: Span<UInt8>) throws(InferFault) {
        self.init(name: "", version: "", extensions: [])
        var fields = MetadataFields(message)
        while let field = try fields.next() {
            switch field.number {
            case 1: name = try fields.text(field)
            case 2: version = try fields.text(field)
            case 3: extensions.append(try fields.text(field))
            default: continue
            }
        }
    }

    /// Appends the message.
    public func write(into output: inout ByteBuffer) {
        ProtobufWriter.text(1, name.utf8Span.span, into: &output)
        ProtobufWriter.text(2, version.utf8Span.span, into: &output)
        for text in extensions { ProtobufWriter.bytes(3, text.utf8Span.span, into: &output) }
    }
}

/// Describes an input or output that a model has.
public struct TensorMetadata: Sendable, Hashable {
    /// The tensor's name.
    public var name: String
    /// The protocol's name of its element type.
    public var datatype: String
    /// Its dimensions, −1 where any size goes.
    public var shape: [Int64]

    /// Makes the metadata of a tensor.
    public init(name: String, datatype: String, shape: [Int64]) {
        self.name = name
        self.datatype = datatype
        self.shape = shape
    }

    fileprivate init(_ message: Span<UInt8>, _ range: Range<Int>) throws(InferFault) {
        self.init(name: "", datatype: "", shape: [])
        var fields = MetadataFields(message, range)
        while let field = try fields.next() {
            switch field.number {
            case 1: name = try fields.text(field)
            case 2: datatype = try fields.text(field)
            case 3 where field.wireType == .lengthDelimited:
                var packed = ProtobufReader(message, field.range)
                while !packed.isAtEnd {
                    try append(Int64(bitPattern: try packed.varint()))
                }
            case 3: try append(Int64(bitPattern: try field.varint("shape")))
            default: continue
            }
        }
    }

    private mutating func append(_ dimension: Int64) throws(InferFault) {
        guard shape.count < InferMessage.maximumRank else {
            throw InferFault(.badAnswer, "the model's metadata has a shape of too many dimensions")
        }
        shape.append(dimension)
    }

    fileprivate func write(_ number: Int, into output: inout ByteBuffer) {
        var body = ByteBuffer()
        ProtobufWriter.text(1, name.utf8Span.span, into: &body)
        ProtobufWriter.text(2, datatype.utf8Span.span, into: &body)
        if !shape.isEmpty {
            var packed = ByteBuffer()
            for dimension in shape {
                ProtobufWriter.varint(UInt64(bitPattern: dimension), into: &packed)
            }
            ProtobufWriter.bytes(3, packed.readable, into: &body)
        }
        ProtobufWriter.bytes(number, body.readable, into: &output)
    }
}

/// Holds a `ModelMetadataResponse`.
public struct ModelMetadata: Sendable, Hashable {
    /// The model's name.
    public var name: String
    /// The versions that the server has.
    public var versions: [String]
    /// The kind of engine it runs on.
    public var platform: String
    /// Its inputs.
    public var inputs: [TensorMetadata]
    /// Its outputs.
    public var outputs: [TensorMetadata]

    /// Makes the metadata of a model.
    public init(
        name: String, versions: [String], platform: String, inputs: [TensorMetadata],
        outputs: [TensorMetadata]
    ) {
        self.name = name
        self.versions = versions
        self.platform = platform
        self.inputs = inputs
        self.outputs = outputs
    }

    /// Reads a worker's answer.
    public init(parsing message: Span<UInt8>) throws(InferFault) {
        self.init(name: "", versions: [], platform: "", inputs: [], outputs: [])
        var fields = MetadataFields(message)
        while let field = try fields.next() {
            switch field.number {
            case 1: name = try fields.text(field)
            case 2: versions.append(try fields.text(field))
            case 3: platform = try fields.text(field)
            case 4: inputs.append(try TensorMetadata(message, field.bytes("inputs")))
            case 5: outputs.append(try TensorMetadata(message, field.bytes("outputs")))
            default: continue
            }
        }
    }

    /// Appends the message.
    public func write(into output: inout ByteBuffer) {
        ProtobufWriter.text(1, name.utf8Span.span, into: &output)
        for text in versions { ProtobufWriter.bytes(2, text.utf8Span.span, into: &output) }
        ProtobufWriter.text(3, platform.utf8Span.span, into: &output)
        for tensor in inputs { tensor.write(4, into: &output) }
        for tensor in outputs { tensor.write(5, into: &output) }
    }
}

/// Walks over a metadata message and takes texts out of it.
private struct MetadataFields: ~Escapable {
    private let message: Span<UInt8>
    private var reader: ProtobufReader

    @_lifetime(copy message)
    init(_ message: Span<UInt8>, _ range: Range<Int>) {
        self.message = message
        reader = ProtobufReader(message, range)
    }

    @_lifetime(copy message)
    init(_ message: Span<UInt8>) {
        self.init(message, 0..<message.count)
    }

    @_lifetime(self: copy self)
    mutating func next() throws(InferFault) -> ProtobufField? {
        do throws(InferFault) {
            return try reader.next()
        } catch {
            throw error.inAnswer()
        }
    }

    func text(_ field: ProtobufField) throws(InferFault) -> String {
        let bytes = message.extracting(try field.bytes("a text of the metadata"))
        guard let text = try? UTF8Span(validating: bytes) else {
            throw InferFault(.badAnswer, "the metadata hold a text that is not UTF-8")
        }
        return String(copying: text)
    }
}
