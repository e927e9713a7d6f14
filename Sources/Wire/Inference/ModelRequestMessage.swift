// The requests that only name a model: ModelReady and ModelMetadata.

/// Reads and writes a `ModelReadyRequest` or `ModelMetadataRequest`.
public struct ModelRequestMessage: Sendable {
    /// The model's name.
    public let name: ModelName
    /// The version asked for, if any.
    public let version: ModelName?

    /// Makes a request about a model.
    public init(name: ModelName, version: ModelName?) {
        self.name = name
        self.version = version
    }

    /// Reads a request, with the strictness of `InferScanner`.
    public init(parsing message: Span<UInt8>) throws(InferFault) {
        var seen = RepeatGuard()
        var name: ModelName?
        var version: ModelName?
        var reader = ProtobufReader(message)
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try Self.read(try seen.once(field, "name"), message, "name")
            case 2: version = try Self.read(try seen.once(field, "version"), message, "version")
            default: continue
            }
        }
        guard let name else {
            throw InferFault("name is missing: set it to the model to ask about")
        }
        self.init(name: name, version: version)
    }

    /// Appends the request.
    public func write(into output: inout ByteBuffer) {
        ProtobufWriter.text(1, name.bytes, into: &output)
        if let version { ProtobufWriter.text(2, version.bytes, into: &output) }
    }

    private static func read(
        _ range: Range<Int>, _ message: Span<UInt8>, _ what: String
    ) throws(InferFault) -> ModelName? {
        guard !range.isEmpty else { return nil }
        let text = message.extracting(range)
        guard let name = ModelName(text) else {
            throw InferFault(
                "\(what) is \(InferFault.quote(text)): use 1 to 128 of A-Z a-z 0-9 . _ -")
        }
        return name
    }
}
