// The strict look at an inference request that passes through: what routing needs, nothing more.

/// Scans one `ModelInferRequest` as its bytes arrive, without keeping or decoding tensors.
///
/// A worker reads protobuf by "the last one wins", so what could be read in two ways is refused:
/// fields 1 to 3 at most once, in any position; no groups; no wrong wire types; no length past its
/// parent; no `shared_memory_*` parameter on the request, a tensor or a requested output.
public struct InferScanner: ~Copyable {
    /// The longest request id in bytes.
    public static let maximumIDLength = 1024

    private enum Level: UInt8 { case request, tensor, requestedOutput, parameter }
    private enum Phase: UInt8 { case tag, length, number, skip, text, key }

    private let messageLength: Int
    private var position = 0
    private var failed = false
    private var finished = false

    private var phase = Phase.tag
    private var field = 0
    private var number: UInt64 = 0
    private var shift: UInt64 = 0
    // INVARIANT: in `skip`, `text` and `key`, 0 < pending <= end of the level - position.
    private var pending = 0
    private var keyMatched = 0

    private var depth = 0
    private var levels: [3 of Level] = [.request, .request, .request]
    private var ends = [3 of Int](repeating: 0)

    private var captured = ByteBuffer()
    private var ranges: [3 of Range<Int>] = [0..<0, 0..<0, 0..<0]
    private var seen: [3 of Bool] = [false, false, false]
    private var complete: [3 of Bool] = [false, false, false]

    /// Begins a message whose length the gRPC prefix tells.
    public init(messageLength: Int) {
        precondition(messageLength >= 0, "negative message length")
        self.messageLength = messageLength
        ends[0] = messageLength
    }

    /// Whether the whole message has been seen and found good.
    public var isComplete: Bool { finished }

    /// The bytes of the message seen so far.
    public var bytesSeen: Int { position }

    /// The name of the model, once its field has been seen.
    public var modelName: Span<UInt8>? {
        @_lifetime(borrow self)
        borrowing get {
            guard complete[0], !ranges[0].isEmpty else { return nil }
            return captured.readable.extracting(ranges[0])
        }
    }

    /// The version that the caller names, once its field has been seen; nil when empty.
    public var modelVersion: Span<UInt8>? {
        @_lifetime(borrow self)
        borrowing get {
            guard complete[1], !ranges[1].isEmpty else { return nil }
            return captured.readable.extracting(ranges[1])
        }
    }

    /// The id that the caller gives the request, once its field has been seen; nil when empty.
    public var id: Span<UInt8>? {
        @_lifetime(borrow self)
        borrowing get {
            guard complete[2], !ranges[2].isEmpty else { return nil }
            return captured.readable.extracting(ranges[2])
        }
    }

    /// Looks at the next bytes of the message.
    ///
    /// The end of the message is judged when its last byte arrives; a message of length zero is
    /// judged by feeding it no bytes.
    /// - Throws: a fault, after which every further call throws.
    public mutating func feed(_ bytes: Span<UInt8>) throws(InferFault) {
        guard !failed else { throw InferFault("the message was refused before") }
        failed = true
        guard bytes.count <= messageLength - position else {
            throw InferFault(
                "the message is longer than its gRPC prefix says (\(messageLength) bytes)")
        }
        var index = 0
        while true {
            leaveFinishedLevels()
            guard index < bytes.count else { break }
            switch phase {
            case .tag, .length, .number:
                try takeNumberByte(bytes[index])
                index += 1
            case .skip, .text, .key:
                index += try takeContent(bytes.extracting(index..<bytes.count))
            }
        }
        if position == messageLength { try finish() }
        failed = false
    }

    private mutating func leaveFinishedLevels() {
        while depth > 0 && phase == .tag && shift == 0 && position == ends[depth] {
            depth -= 1
        }
    }

    private mutating func takeNumberByte(_ byte: UInt8) throws(InferFault) {
        guard position < ends[depth] else {
            throw malformed("field \(field) ends past the message that holds it")
        }
        guard shift < 63 || byte <= 1 else { throw malformed("a number is over 64 bits") }
        position += 1
        number |= UInt64(byte & 0x7F) << shift
        guard byte < 0x80 else {
            shift += 7
            return
        }
        let value = number
        number = 0
        shift = 0
        switch phase {
        case .tag: try begin(value)
        case .length: try beginContent(value)
        default: phase = .tag
        }
    }

    /// Takes as much of the field's content as there is and returns how much that was.
    private mutating func takeContent(_ bytes: Span<UInt8>) throws(InferFault) -> Int {
        let taken = min(pending, bytes.count)
        if phase == .text {
            captured.append(bytes.extracting(first: taken))
        } else if phase == .key {
            try matchKey(bytes.extracting(first: taken))
        }
        position += taken
        pending -= taken
        if pending == 0 { try endContent() }
        return taken
    }

    private mutating func begin(_ value: UInt64) throws(InferFault) {
        guard let tag = ProtobufTag(value) else {
            throw malformed("a field has number 0 or is a group")
        }
        field = tag.field
        guard tag.wireType == .lengthDelimited || !mustBeLengthDelimited(tag) else {
            throw malformed("field \(field) has wire type \(tag.wireType.rawValue)")
        }
        switch tag.wireType {
        case .varint: phase = .number
        case .fixed32: try beginSkip(4)
        case .fixed64: try beginSkip(8)
        case .lengthDelimited: phase = .length
        }
    }

    private func mustBeLengthDelimited(_ tag: ProtobufTag) -> Bool {
        switch levels[depth] {
        case .request: tag.field <= 7
        // Field 3 is the shape, packed or not.
        case .tensor: tag.field <= 5 && !(tag.field == 3 && tag.wireType == .varint)
        case .requestedOutput, .parameter: tag.field <= 2
        }
    }

    private mutating func beginSkip(_ count: Int) throws(InferFault) {
        guard count <= ends[depth] - position else {
            throw malformed("field \(field) says \(count) bytes and its message has fewer left")
        }
        pending = count
        phase = count > 0 ? .skip : .tag
    }

    private mutating func beginContent(_ length: UInt64) throws(InferFault) {
        guard length <= UInt64(ends[depth] - position) else {
            throw malformed("field \(field) says \(length) bytes and its message has fewer left")
        }
        let count = Int(length)
        switch (levels[depth], field) {
        case (.request, 1), (.request, 2), (.request, 3): try beginText(count)
        case (.request, 4), (.tensor, 4), (.requestedOutput, 2): enter(.parameter, count)
        case (.request, 5): enter(.tensor, count)
        case (.request, 6): enter(.requestedOutput, count)
        case (.parameter, 1):
            keyMatched = 0
            pending = count
            phase = count > 0 ? .key : .tag
        default: try beginSkip(count)
        }
    }

    private mutating func enter(_ level: Level, _ count: Int) {
        depth += 1
        levels[depth] = level
        ends[depth] = position + count
        phase = .tag
    }

    private mutating func beginText(_ count: Int) throws(InferFault) {
        let index = field - 1
        guard !seen[index] else {
            throw InferFault(
                "\(fieldName(index)) is given twice: send one \(fieldName(index)) per request")
        }
        seen[index] = true
        let limit = index == 2 ? Self.maximumIDLength : ModelName.maximumLength
        guard count <= limit else {
            throw InferFault("\(fieldName(index)) has \(count) bytes: send at most \(limit)")
        }
        ranges[index] = captured.count..<captured.count + count
        pending = count
        phase = .text
        if count == 0 { try endContent() }
    }

    private mutating func endContent() throws(InferFault) {
        if phase == .text {
            try checkText(field - 1)
            complete[field - 1] = true
        }
        phase = .tag
    }

    private mutating func checkText(_ index: Int) throws(InferFault) {
        let text = captured.readable.extracting(ranges[index])
        if index == 2 {
            guard isUTF8(text) else { throw InferFault("id is not UTF-8: send text") }
        } else if !text.isEmpty && ModelName(text) == nil {
            throw InferFault(
                "\(fieldName(index)) is \(InferFault.quote(text)): "
                    + "use 1 to 128 of A-Z a-z 0-9 . _ -")
        }
    }

    private mutating func matchKey(_ bytes: Span<UInt8>) throws(InferFault) {
        for index in bytes.indices {
            guard keyMatched >= 0, keyMatched < refusedKeyPrefix.count else { break }
            keyMatched = bytes[index] == refusedKeyPrefix[keyMatched] ? keyMatched + 1 : -1
        }
        if keyMatched == refusedKeyPrefix.count {
            throw InferFault(
                "shared_memory parameters are not offered here: send the tensor in the request")
        }
    }

    private mutating func finish() throws(InferFault) {
        guard depth == 0, phase == .tag, shift == 0 else {
            throw malformed("it ends inside field \(field)")
        }
        guard !ranges[0].isEmpty else {
            throw InferFault("model_name is missing: set it to the model to ask")
        }
        finished = true
    }

    private func fieldName(_ index: Int) -> String {
        index == 0 ? "model_name" : index == 1 ? "model_version" : "id"
    }

    private func malformed(_ what: String) -> InferFault {
        InferFault("the message is not a valid ModelInferRequest at byte \(position): \(what)")
    }
}

/// `shared_memory_`, in ASCII.
private let refusedKeyPrefix: [14 of UInt8] = [
    0x73, 0x68, 0x61, 0x72, 0x65, 0x64, 0x5F, 0x6D, 0x65, 0x6D, 0x6F, 0x72, 0x79, 0x5F,
]

/// Whether the bytes are well-formed UTF-8.
func isUTF8(_ bytes: Span<UInt8>) -> Bool {
    (try? UTF8Span(validating: bytes)) != nil
}
