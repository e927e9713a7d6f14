// The protobuf wire format, read strictly and written: no schema, no groups, no copies.

/// The forms a field's value takes on the wire.
enum ProtobufWireType: UInt8 {
    case varint = 0
    case fixed64 = 1
    case lengthDelimited = 2
    case fixed32 = 5
}

/// The tag of a field, as a number and a form.
struct ProtobufTag {
    let field: Int
    let wireType: ProtobufWireType

    /// Takes a decoded tag apart; nil for field 0, a group or an unknown form.
    init?(_ tag: UInt64) {
        guard tag <= UInt64(UInt32.max), tag >> 3 > 0,
            let form = ProtobufWireType(rawValue: UInt8(tag & 7))
        else { return nil }
        field = Int(tag >> 3)
        wireType = form
    }
}

/// One field of a message: a number for the scalar forms, a range of the message otherwise.
struct ProtobufField {
    let number: Int
    let wireType: ProtobufWireType
    let value: UInt64
    let range: Range<Int>

    /// The range of a field that must be length-delimited.
    func bytes(_ what: StaticString) throws(InferFault) -> Range<Int> {
        guard wireType == .lengthDelimited else { throw wrongForm(what) }
        return range
    }

    /// The value of a field that must be a varint.
    func varint(_ what: StaticString) throws(InferFault) -> UInt64 {
        guard wireType == .varint else { throw wrongForm(what) }
        return value
    }

    func wrongForm(_ what: StaticString) -> InferFault {
        InferFault(
            "\(what) (field \(number)) has protobuf wire type \(wireType.rawValue), which its type "
                + "in the Open Inference Protocol does not have: use the published grpc_service.proto"
        )
    }
}

/// Walks over the fields of one message inside a larger one.
///
/// Offsets are those of the larger message, so that ranges can be kept.
struct ProtobufReader: ~Escapable {
    private let bytes: Span<UInt8>
    private(set) var offset: Int
    private let end: Int

    /// Begins at the start of a range, which must lie within the bytes.
    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
    }

    /// Begins at the start of the bytes.
    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) {
        self.init(bytes, 0..<bytes.count)
    }

    /// Whether all has been read.
    var isAtEnd: Bool { offset == end }

    /// Reads the next field, or nil at the end.
    @_lifetime(self: copy self)
    mutating func next() throws(InferFault) -> ProtobufField? {
        guard offset < end else { return nil }
        let start = offset
        guard let tag = ProtobufTag(try varint()) else {
            throw malformed("has no valid field at byte \(start)")
        }
        switch tag.wireType {
        case .varint:
            let value = try varint()
            return ProtobufField(number: tag.field, wireType: .varint, value: value, range: 0..<0)
        case .fixed64:
            return ProtobufField(
                number: tag.field, wireType: .fixed64, value: try fixed(8), range: 0..<0)
        case .fixed32:
            return ProtobufField(
                number: tag.field, wireType: .fixed32, value: try fixed(4), range: 0..<0)
        case .lengthDelimited:
            let length = try varint()
            guard length <= UInt64(end - offset) else {
                throw malformed("ends inside field \(tag.field), which says \(length) bytes")
            }
            let range = offset..<offset + Int(length)
            offset = range.upperBound
            return ProtobufField(
                number: tag.field, wireType: .lengthDelimited, value: 0, range: range)
        }
    }

    /// Reads a base-128 number of at most ten bytes and 64 bits.
    @_lifetime(self: copy self)
    mutating func varint() throws(InferFault) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while offset < end {
            let byte = bytes[offset]
            offset += 1
            guard shift < 63 || byte <= 1 else {
                throw malformed("has a number over 64 bits at byte \(offset - 1)")
            }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw malformed("ends inside a number")
    }

    /// Reads a little-endian number of 4 or 8 bytes.
    @_lifetime(self: copy self)
    mutating func fixed(_ width: Int) throws(InferFault) -> UInt64 {
        guard end - offset >= width else { throw malformed("ends inside a \(width)-byte number") }
        var value: UInt64 = 0
        for index in 0..<width {
            value |= UInt64(bytes[offset + index]) << UInt64(8 * index)
        }
        offset += width
        return value
    }

    private func malformed(_ what: String) -> InferFault {
        InferFault("the message is not valid protobuf: it \(what)")
    }
}

/// Appends protobuf fields to a buffer.
enum ProtobufWriter {
    static func varint(_ value: UInt64, into output: inout ByteBuffer) {
        var rest = value
        while rest >= 0x80 {
            output.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        output.append(UInt8(truncatingIfNeeded: rest))
    }

    static func tag(_ field: Int, _ wireType: ProtobufWireType, into output: inout ByteBuffer) {
        varint(UInt64(field) << 3 | UInt64(wireType.rawValue), into: &output)
    }

    /// Appends a tag and a length, after which the caller appends that many bytes.
    static func prefix(_ field: Int, length: Int, into output: inout ByteBuffer) {
        tag(field, .lengthDelimited, into: &output)
        varint(UInt64(length), into: &output)
    }

    static func bytes(_ field: Int, _ value: Span<UInt8>, into output: inout ByteBuffer) {
        prefix(field, length: value.count, into: &output)
        output.append(value)
    }

    /// Appends a string unless it is empty, which is what an absent one means.
    static func text(_ field: Int, _ value: Span<UInt8>, into output: inout ByteBuffer) {
        guard !value.isEmpty else { return }
        bytes(field, value, into: &output)
    }

    static func fixed(_ value: UInt64, width: Int, into output: inout ByteBuffer) {
        for index in 0..<width {
            output.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index)))
        }
    }

    /// The bytes that a varint takes.
    static func varintLength(_ value: UInt64) -> Int {
        max(1, (UInt64.bitWidth - value.leadingZeroBitCount + 6) / 7)
    }

    /// The bytes that a length-delimited field below 16 takes.
    static func fieldLength(_ length: Int) -> Int {
        1 + varintLength(UInt64(length)) + length
    }
}
