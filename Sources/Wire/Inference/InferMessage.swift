// Reading a whole inference request or response strictly, without copying a tensor.

/// Indexes one `ModelInferRequest` or `ModelInferResponse`.
///
/// It holds ranges of the message, so that it can travel with the buffer that holds the message.
/// An instance may parse many messages, one after the other, and then allocates no more.
public struct InferMessage: Sendable {
    /// Which of the two messages, which differ in their last fields.
    public enum Role: Sendable { case request, response }

    /// The most dimensions that a tensor may have.
    public static let maximumRank = 16
    /// The most tensors, or requested outputs, of a message.
    public static let maximumTensors = 1024
    /// The most parameters of a request, a tensor or a requested output.
    public static let maximumParameters = 128

    /// The model's name; empty when absent.
    public private(set) var modelName = 0..<0
    /// The model's version; empty when absent.
    public private(set) var modelVersion = 0..<0
    /// The request's id; empty when absent.
    public private(set) var id = 0..<0
    /// The parameters of the request or response itself.
    public private(set) var parameters: [InferParameter] = []
    /// A request's inputs or a response's outputs, in the order of the message.
    public private(set) var tensors: [InferTensor] = []
    /// The outputs that a request asks for.
    public private(set) var requestedOutputs: [InferRequestedOutput] = []
    /// The dimensions of all tensors.
    public private(set) var dimensions: [Int64] = []
    /// The parameters of all tensors and requested outputs.
    public private(set) var nestedParameters: [InferParameter] = []
    /// Whether the message holds a field that the protocol does not name.
    public private(set) var hasUnknownFields = false

    private var rawContents: [Range<Int>] = []

    /// Makes an index of nothing.
    public init() {}

    /// Indexes a message in place of the one before.
    ///
    /// Shapes, raw sizes, names, UTF-8 and repeats are checked here; the values of typed contents
    /// when `appendRawData` reads them.
    /// - Throws: a fault of kind `invalid` in a request and `badAnswer` in a response, after which
    ///   the index holds nothing that can be used.
    public mutating func parse(_ message: Span<UInt8>, as role: Role) throws(InferFault) {
        do throws(InferFault) {
            try parseFields(message, role)
            try joinRawContents(message, role)
        } catch {
            throw role == .response ? error.inAnswer() : error
        }
    }

    private mutating func parseFields(
        _ message: Span<UInt8>, _ role: Role
    ) throws(InferFault) {
        clear()
        var seen = RepeatGuard()
        var reader = ProtobufReader(message)
        while let field = try reader.next() {
            switch (field.number, role) {
            case (1, _):
                modelName = try seen.text(field, "model_name", in: message)
            case (2, _):
                modelVersion = try seen.text(field, "model_version", in: message)
            case (3, _):
                id = try seen.text(field, "id", in: message)
            case (4, _):
                let parameter = try parseParameter(message, field.bytes("parameters"))
                try refuseRepeat(of: parameter, in: parameters[...], message)
                parameters.append(parameter)
            case (5, _):
                guard tensors.count < Self.maximumTensors else {
                    throw InferFault("more than \(Self.maximumTensors) tensors in one message")
                }
                try parseTensor(message, field.bytes(role == .request ? "inputs" : "outputs"))
            case (6, .request):
                guard requestedOutputs.count < Self.maximumTensors else {
                    throw InferFault("more than \(Self.maximumTensors) requested outputs")
                }
                try parseRequestedOutput(message, field.bytes("outputs"))
            case (6, .response), (7, .request):
                guard rawContents.count < Self.maximumTensors else {
                    throw InferFault("more than \(Self.maximumTensors) raw contents")
                }
                rawContents.append(try field.bytes("the raw contents"))
            default:
                hasUnknownFields = true
            }
        }
        if role == .request { try checkName(modelName, message) }
    }

    private mutating func clear() {
        modelName = 0..<0
        modelVersion = 0..<0
        id = 0..<0
        parameters.removeAll(keepingCapacity: true)
        tensors.removeAll(keepingCapacity: true)
        requestedOutputs.removeAll(keepingCapacity: true)
        dimensions.removeAll(keepingCapacity: true)
        nestedParameters.removeAll(keepingCapacity: true)
        rawContents.removeAll(keepingCapacity: true)
        hasUnknownFields = false
    }

    private func checkName(_ name: Range<Int>, _ message: Span<UInt8>) throws(InferFault) {
        guard !name.isEmpty else {
            throw InferFault("model_name is missing: set it to the model to ask")
        }
        guard ModelName(message.extracting(name)) != nil else {
            throw InferFault(
                "model_name is \(InferFault.quote(message.extracting(name))): "
                    + "use 1 to 128 of A-Z a-z 0-9 . _ -")
        }
    }

    private mutating func parseTensor(
        _ message: Span<UInt8>, _ range: Range<Int>
    ) throws(InferFault) {
        var seen = RepeatGuard()
        var name = 0..<0
        var datatypeName: Range<Int>?
        var contents: Range<Int>?
        let firstDimension = dimensions.count
        let firstParameter = nestedParameters.count
        var reader = ProtobufReader(message, range)
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try seen.text(field, "the tensor's name", in: message)
            case 2: datatypeName = try seen.text(field, "the tensor's datatype", in: message)
            case 3: try parseShape(field, message, from: firstDimension)
            case 4: try parseNestedParameter(message, field, from: firstParameter)
            case 5: contents = try seen.once(field, "the tensor's contents")
            default: hasUnknownFields = true
            }
        }
        guard !name.isEmpty else {
            throw InferFault("tensor number \(tensors.count + 1) has no name: set `name`")
        }
        for other in tensors
        where message.extracting(other.name).equals(message.extracting(name)) {
            throw named(name, message, "is given twice: send each tensor once")
        }
        let type = datatypeName.flatMap { Datatype(name: message.extracting($0)) }
        guard let type else {
            let found = InferFault.quote(message.extracting(datatypeName ?? 0..<0))
            throw named(name, message, "has datatype \(found): \(Self.knownDatatypes)")
        }
        let shape = firstDimension..<dimensions.count
        let count = try elementCount(shape, type, name, message)
        tensors.append(
            InferTensor(
                name: name, datatype: type, shape: shape, elementCount: count,
                data: contents.map { .typed($0) } ?? .none,
                parameters: firstParameter..<nestedParameters.count))
    }

    private mutating func parseRequestedOutput(
        _ message: Span<UInt8>, _ range: Range<Int>
    ) throws(InferFault) {
        var seen = RepeatGuard()
        var name = 0..<0
        let firstParameter = nestedParameters.count
        var reader = ProtobufReader(message, range)
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try seen.text(field, "the requested output's name", in: message)
            case 2: try parseNestedParameter(message, field, from: firstParameter)
            default: hasUnknownFields = true
            }
        }
        guard !name.isEmpty else {
            throw InferFault("a requested output has no name: set `name` to an output of the model")
        }
        for other in requestedOutputs
        where message.extracting(other.name).equals(message.extracting(name)) {
            throw named(name, message, "is requested twice: name each output once")
        }
        requestedOutputs.append(
            InferRequestedOutput(
                name: name, parameters: firstParameter..<nestedParameters.count))
    }

    private mutating func parseShape(
        _ field: ProtobufField, _ message: Span<UInt8>, from first: Int
    ) throws(InferFault) {
        if field.wireType == .lengthDelimited {
            var packed = ProtobufReader(message, field.range)
            while !packed.isAtEnd {
                try appendDimension(Int64(bitPattern: packed.varint()), from: first)
            }
        } else {
            try appendDimension(Int64(bitPattern: field.varint("the tensor's shape")), from: first)
        }
    }

    private mutating func appendDimension(
        _ dimension: Int64, from first: Int
    ) throws(InferFault) {
        guard dimension >= 0 else {
            throw InferFault(
                "tensor number \(tensors.count + 1) has dimension \(dimension) in its shape: "
                    + "send the actual size, which is not negative")
        }
        guard dimensions.count - first < Self.maximumRank else {
            throw InferFault(
                "tensor number \(tensors.count + 1) has more than \(Self.maximumRank) dimensions")
        }
        dimensions.append(dimension)
    }

    private func elementCount(
        _ shape: Range<Int>, _ type: Datatype, _ name: Range<Int>, _ message: Span<UInt8>
    ) throws(InferFault) -> Int {
        guard let count = Shape.elementCount(dimensions[shape], type) else {
            throw named(
                name, message,
                "has shape \(dimensions[shape].map { Int($0) }), whose size overflows 64 bits")
        }
        return count
    }

    private mutating func joinRawContents(
        _ message: Span<UInt8>, _ role: Role
    ) throws(InferFault) {
        let field = role == .request ? "raw_input_contents" : "raw_output_contents"
        if !rawContents.isEmpty && rawContents.count != tensors.count {
            throw InferFault(
                "\(field) has \(rawContents.count) entries and there are \(tensors.count) "
                    + "tensors: send one entry per tensor, in the same order")
        }
        for index in tensors.indices {
            let tensor = tensors[index]
            if rawContents.isEmpty {
                guard tensor.elementCount == 0 || tensor.data != .none else {
                    throw named(
                        tensor.name, message,
                        "has no data: put its \(tensor.elementCount) elements into \(field)")
                }
                continue
            }
            guard tensor.data == .none else {
                throw named(
                    tensor.name, message, "has contents while \(field) is used: send one of them")
            }
            try Shape.checkRaw(
                message.extracting(rawContents[index]), tensor, dimensions[tensor.shape],
                named: message.extracting(tensor.name))
            tensors[index].data = .raw(rawContents[index])
        }
    }

    private func named(
        _ name: Range<Int>, _ message: Span<UInt8>, _ what: String
    ) -> InferFault {
        InferFault("tensor \(InferFault.quote(message.extracting(name))) \(what)")
    }

    static let knownDatatypes =
        "use one of BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, FP16, BF16, "
        + "FP32, FP64, BYTES"
}

extension InferMessage {
    private mutating func parseNestedParameter(
        _ message: Span<UInt8>, _ field: ProtobufField, from first: Int
    ) throws(InferFault) {
        let parameter = try parseParameter(message, field.bytes("parameters"))
        try refuseRepeat(of: parameter, in: nestedParameters[first...], message)
        nestedParameters.append(parameter)
    }

    private func refuseRepeat(
        of parameter: InferParameter, in others: ArraySlice<InferParameter>,
        _ message: Span<UInt8>
    ) throws(InferFault) {
        let name = message.extracting(parameter.name)
        guard others.count < Self.maximumParameters else {
            throw InferFault("more than \(Self.maximumParameters) parameters in one place")
        }
        for other in others where message.extracting(other.name).equals(name) {
            throw InferFault("parameter \(InferFault.quote(name)) is given twice: send it once")
        }
    }

    private mutating func parseParameter(
        _ message: Span<UInt8>, _ range: Range<Int>
    ) throws(InferFault) -> InferParameter {
        var seen = RepeatGuard()
        var name = 0..<0
        var choice = 0..<0
        var reader = ProtobufReader(message, range)
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try seen.text(field, "a parameter's name", in: message)
            case 2: choice = try seen.once(field, "a parameter's value")
            default: hasUnknownFields = true
            }
        }
        let key = message.extracting(name)
        guard !key.starts(with: "shared_memory_") else {
            throw InferFault(
                "shared_memory parameters are not offered here: send the tensor in the request")
        }
        var value: InferParameterValue?
        var choices = ProtobufReader(message, choice)
        while let field = try choices.next() {
            guard value == nil else {
                throw InferFault("parameter \(InferFault.quote(key)) has two values: send one")
            }
            value = try parameterValue(field, message)
        }
        guard let value else {
            throw InferFault(
                "parameter \(InferFault.quote(key)) has no value: "
                    + "set a bool, int64, string, double or uint64")
        }
        return InferParameter(name: name, value: value)
    }

    private func parameterValue(
        _ field: ProtobufField, _ message: Span<UInt8>
    ) throws(InferFault) -> InferParameterValue {
        switch field.number {
        case 1: return .bool(try field.varint("bool_param") != 0)
        case 2: return .int64(Int64(bitPattern: try field.varint("int64_param")))
        case 3:
            let range = try field.bytes("string_param")
            guard isUTF8(message.extracting(range)) else {
                throw InferFault("a string parameter is not UTF-8: send text")
            }
            return .string(range)
        case 4:
            guard field.wireType == .fixed64 else { throw field.wrongForm("double_param") }
            return .double(Double(bitPattern: field.value))
        case 5: return .uint64(try field.varint("uint64_param"))
        default:
            throw InferFault("a parameter has a value of an unknown kind (field \(field.number))")
        }
    }
}

/// Refuses a second occurrence of a field that may stand once.
struct RepeatGuard {
    private var seen: UInt64 = 0

    /// The range of a length-delimited field below 64 that has not been seen before.
    mutating func once(
        _ field: ProtobufField, _ what: StaticString
    ) throws(InferFault) -> Range<Int> {
        guard seen & (1 << UInt64(field.number)) == 0 else {
            throw InferFault("\(what) is given twice: send it once")
        }
        seen |= 1 << UInt64(field.number)
        return try field.bytes(what)
    }

    /// The same for a string, which must be UTF-8.
    mutating func text(
        _ field: ProtobufField, _ what: StaticString, in message: Span<UInt8>
    ) throws(InferFault) -> Range<Int> {
        let range = try once(field, what)
        guard isUTF8(message.extracting(range)) else {
            throw InferFault("\(what) is not UTF-8: send text")
        }
        return range
    }
}
