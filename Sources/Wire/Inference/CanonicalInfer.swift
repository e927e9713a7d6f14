// The one form that all ways of asking the same question share, for the key of a cache.

/// Names a question by the digest of its canonical form.
///
/// Covered are the model's name, the inputs sorted by name with type, shape and raw elements bit by
/// bit, the requested outputs in their order, and all parameters sorted by name; every part carries
/// its length. Left out are `id`, the version, and whether tensors came typed or raw.
public enum CanonicalInfer {
    /// The digest of a `ModelInferRequest`.
    ///
    /// - Parameter allowedParameters: the names of parameters with which an answer may be shared.
    /// - Throws: when the message is malformed, or holds another parameter or an unknown field, so
    ///   that its answer must not be shared.
    public static func digest(
        message: Span<UInt8>, allowedParameters: [String]
    ) throws(InferFault) -> Digest256 {
        var hash = SHA256()
        try update(&hash, message: message, allowedParameters: allowedParameters)
        return hash.finish()
    }

    /// Adds the canonical form of a `ModelInferRequest` to a hash.
    public static func update(
        _ hash: inout SHA256, message: Span<UInt8>, allowedParameters: [String]
    ) throws(InferFault) {
        var index = InferMessage()
        try index.parse(message, as: .request)
        guard !index.hasUnknownFields else {
            throw InferFault("the request holds fields that the protocol does not name")
        }
        var form = CanonicalForm(message.extracting(index.modelName))
        try form.append(index.parameters[...], message, allowedParameters)
        form.append(number: index.tensors.count)
        for position in sortedTensors(index, message) {
            let tensor = index.tensors[position]
            form.append(message.extracting(tensor.name))
            form.append(number: Int(tensor.datatype.rawValue))
            form.append(number: tensor.shape.count)
            for dimension in index.dimensions[tensor.shape] { form.append(number: Int(dimension)) }
            try form.append(
                index.nestedParameters[tensor.parameters], message, allowedParameters)
            if case .raw(let range) = tensor.data {
                form.append(number: range.count)
                // Large tensors go into the hash from where they are.
                form.flush(into: &hash)
                hash.update(message.extracting(range))
            } else {
                var raw = ByteBuffer()
                try index.appendRawData(of: tensor, in: message, to: &raw)
                form.append(raw.readable)
            }
        }
        form.append(number: index.requestedOutputs.count)
        for output in index.requestedOutputs {
            form.append(message.extracting(output.name))
            try form.append(
                index.nestedParameters[output.parameters], message, allowedParameters)
        }
        form.flush(into: &hash)
    }

    private static func sortedTensors(_ index: InferMessage, _ message: Span<UInt8>) -> [Int] {
        CanonicalForm.sorted(index.tensors.map { $0.name }, message)
    }
}

/// Gathers the parts of a canonical form, each behind its length or of fixed size.
private struct CanonicalForm: ~Copyable {
    private var bytes = ByteBuffer()

    init(_ modelName: Span<UInt8>) {
        bytes.append("portcullis infer 1")
        append(modelName)
    }

    mutating func append(number: Int) {
        ProtobufWriter.fixed(UInt64(number), width: 8, into: &bytes)
    }

    mutating func append(_ part: Span<UInt8>) {
        append(number: part.count)
        bytes.append(part)
    }

    mutating func append(
        _ parameters: ArraySlice<InferParameter>, _ message: Span<UInt8>, _ allowed: [String]
    ) throws(InferFault) {
        append(number: parameters.count)
        guard !parameters.isEmpty else { return }
        for position in Self.sorted(parameters.map { $0.name }, message) {
            let parameter = parameters[parameters.startIndex + position]
            let name = message.extracting(parameter.name)
            guard Self.contains(allowed, name) else {
                throw InferFault(
                    "parameter \(InferFault.quote(name)) is not listed for sharing answers")
            }
            append(name)
            append(parameter.value, message)
        }
    }

    private mutating func append(_ value: InferParameterValue, _ message: Span<UInt8>) {
        switch value {
        case .bool(let flag):
            bytes.append(1)
            bytes.append(flag ? 1 : 0)
        case .int64(let number):
            bytes.append(2)
            ProtobufWriter.fixed(UInt64(bitPattern: number), width: 8, into: &bytes)
        case .string(let range):
            bytes.append(3)
            append(message.extracting(range))
        case .double(let number):
            bytes.append(4)
            ProtobufWriter.fixed(number.bitPattern, width: 8, into: &bytes)
        case .uint64(let number):
            bytes.append(5)
            ProtobufWriter.fixed(number, width: 8, into: &bytes)
        }
    }

    mutating func flush(into hash: inout SHA256) {
        hash.update(bytes.readable)
        bytes.clear()
    }

    /// The positions of names in the order of their bytes.
    static func sorted(_ names: [Range<Int>], _ message: Span<UInt8>) -> [Int] {
        var order: [Int] = []
        order.reserveCapacity(names.count)
        for position in names.indices {
            var place = order.count
            while place > 0, precedes(names[position], names[order[place - 1]], message) {
                place -= 1
            }
            order.insert(position, at: place)
        }
        return order
    }

    private static func precedes(
        _ left: Range<Int>, _ right: Range<Int>, _ message: Span<UInt8>
    ) -> Bool {
        for offset in 0..<min(left.count, right.count) {
            let one = message[left.lowerBound + offset]
            let two = message[right.lowerBound + offset]
            if one != two { return one < two }
        }
        return left.count < right.count
    }

    private static func contains(_ allowed: [String], _ name: Span<UInt8>) -> Bool {
        for candidate in allowed where candidate.utf8Span.span.equals(name) { return true }
        return false
    }
}
