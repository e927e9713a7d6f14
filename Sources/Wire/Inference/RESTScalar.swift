// One element of a tensor in JSON: a number, a word or a flag, as the datatype wants it.

/// Why a run of elements ends before its array does.
enum RESTScalarStop: Error { case element, separator }

/// Reads elements of one datatype other than BYTES.
struct RESTScalar {
    private enum Kind {
        case bool
        case float(FloatFormat)
        case signed(minimum: Int64, maximum: Int64)
        case unsigned(maximum: UInt64)
    }

    private let datatype: Datatype
    private let kind: Kind

    init(_ datatype: Datatype) {
        self.datatype = datatype
        kind =
            switch datatype {
            case .fp16: .float(.fp16)
            case .bf16: .float(.bf16)
            case .fp32: .float(.fp32)
            case .fp64: .float(.fp64)
            case .int8: .signed(minimum: Int64(Int8.min), maximum: Int64(Int8.max))
            case .int16: .signed(minimum: Int64(Int16.min), maximum: Int64(Int16.max))
            case .int32: .signed(minimum: Int64(Int32.min), maximum: Int64(Int32.max))
            case .int64: .signed(minimum: .min, maximum: .max)
            case .uint8: .unsigned(maximum: UInt64(UInt8.max))
            case .uint16: .unsigned(maximum: UInt64(UInt16.max))
            case .uint32: .unsigned(maximum: UInt64(UInt32.max))
            case .uint64: .unsigned(maximum: .max)
            case .bool, .bytes: .bool
            }
    }

    /// Reads the element at a place and appends it, little-endian.
    ///
    /// - Throws: when it is none; the place is then where the element begins.
    @inline(__always)
    func read(
        _ json: Span<UInt8>, _ place: inout Int, into elements: inout OutputSpan<UInt8>
    ) throws(RESTScalarStop) {
        let start = place
        guard let bits = bits(json, &place) else {
            place = start
            throw .element
        }
        Self.append(bits, width: datatype.byteWidth, to: &elements)
    }

    @inline(__always)
    private static func append(
        _ bits: UInt64, width: Int, to elements: inout OutputSpan<UInt8>
    ) {
        var rest = bits
        for _ in 0..<width {
            elements.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    @inline(__always)
    private func bits(_ json: Span<UInt8>, _ place: inout Int) -> UInt64? {
        switch kind {
        case .bool: return Self.flag(json, &place)
        case .float(let format):
            guard let number = try? JSONNumber(json, &place) else {
                return Self.word(format, json, &place)
            }
            return number.float(format, json)
        case .signed(let minimum, let maximum):
            guard let number = try? JSONNumber(json, &place), let value = number.signed(),
                value >= minimum, value <= maximum
            else { return nil }
            return UInt64(bitPattern: value)
        case .unsigned(let maximum):
            guard let number = try? JSONNumber(json, &place), let value = number.unsigned(json),
                value <= maximum
            else { return nil }
            return value
        }
    }

    private static func flag(_ json: Span<UInt8>, _ place: inout Int) -> UInt64? {
        let rest = json.extracting(place..<json.count)
        if rest.starts(with: "true") {
            place += 4
            return 1
        }
        guard rest.starts(with: "false") else { return nil }
        place += 5
        return 0
    }

    private static func word(
        _ format: FloatFormat, _ json: Span<UInt8>, _ place: inout Int
    ) -> UInt64? {
        let rest = json.extracting(place..<json.count)
        if rest.starts(with: "\"NaN\"") {
            place += 5
            return format.quietNaN
        }
        if rest.starts(with: "\"Infinity\"") {
            place += 10
            return format.infinity
        }
        guard rest.starts(with: "\"-Infinity\"") else { return nil }
        place += 11
        return format.infinity | format.signBit
    }

    /// Says what is wrong with the element that the reader stands at.
    func explain(
        _ reader: inout JSONReader, _ json: Span<UInt8>, _ index: Int
    ) -> InferFault {
        do throws(InferFault) {
            let first = try reader.peek(json)
            let start = reader.offset
            if first == UInt8(ascii: "[") {
                return element(index, "is an array beside elements: nest as the shape says")
            }
            let isNumber = first == UInt8(ascii: "-") || first &- 0x30 <= 9
            try reader.skip(json)
            let isText = first == UInt8(ascii: "\"")
            let quotes = isText ? 1 : 0
            let found =
                (isText ? "the string " : "")
                + InferFault.quote(json.extracting(start + quotes..<reader.offset - quotes))
            guard isNumber else { return element(index, "is \(found): \(wanted)") }
            switch kind {
            case .bool: return element(index, "is \(found): \(wanted)")
            case .float:
                return element(
                    index,
                    "is \(found): out of the range of \(datatype.name); "
                        + "send \"Infinity\" if that is meant")
            case .signed, .unsigned:
                reader.offset = start
                guard try reader.number(json).isInteger else {
                    return element(index, "is \(found): \(wanted)")
                }
                return element(index, "is \(found): out of the range of \(datatype.name)")
            }
        } catch {
            return error
        }
    }

    private var wanted: String {
        switch kind {
        case .bool: "\(datatype.name) takes true or false"
        case .float: "send a number, or \"NaN\", \"Infinity\", \"-Infinity\""
        case .signed, .unsigned:
            "\(datatype.name) takes integers without a fraction or exponent"
        }
    }

    private func element(_ index: Int, _ what: String) -> InferFault {
        InferFault("has element \(index) of data which \(what)")
    }
}
