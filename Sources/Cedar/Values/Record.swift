// A record: attribute names with their values.

/// Maps attribute names to values; names are told apart by their bytes.
public struct Record: Hashable, Sendable, ExpressibleByDictionaryLiteral, RandomAccessCollection {
    /// Names one attribute and its value.
    public struct Field: Hashable, Sendable {
        /// Names the attribute; any text.
        public let name: String
        /// Holds the attribute's value.
        public let value: Value

        /// Says whether name and value are the same.
        public static func == (left: Field, right: Field) -> Bool {
            left.name.hasSameBytes(as: right.name) && left.value == right.value
        }

        /// Feeds name and value to a hasher.
        public func hash(into hasher: inout Hasher) {
            name.hashBytes(into: &hasher)
            hasher.combine(value)
        }
    }

    // INVARIANT: sorted by the bytes of the names, each name once.
    private var fields: [Field] = []

    /// Creates an empty record.
    public init() {}

    /// Creates a record from a dictionary.
    public init(_ attributes: [String: Value]) {
        fields = attributes.map { Field(name: $0.key, value: $0.value) }
            .sorted { $0.name.bytesPrecede($1.name) }
    }

    /// Creates a record from a literal; a repeated name keeps its last value.
    public init(dictionaryLiteral elements: (String, Value)...) {
        for (name, value) in elements { self[name] = value }
    }

    /// Reads, sets or removes an attribute.
    public subscript(name: String) -> Value? {
        get {
            if fields.count <= 8 {
                for field in fields where field.name.hasSameBytes(as: name) { return field.value }
                return nil
            }
            let index = insertionIndex(of: name)
            guard index < fields.count, fields[index].name.hasSameBytes(as: name) else {
                return nil
            }
            return fields[index].value
        }
        set {
            let index = insertionIndex(of: name)
            let exists = index < fields.count && fields[index].name.hasSameBytes(as: name)
            switch (exists, newValue) {
            case (true, .some(let value)): fields[index] = Field(name: name, value: value)
            case (true, .none): fields.remove(at: index)
            case (false, .some(let value)):
                fields.insert(Field(name: name, value: value), at: index)
            case (false, .none): break
            }
        }
    }

    /// Says whether the record has the attribute.
    public func contains(_ name: String) -> Bool { self[name] != nil }

    /// Starts the fields in the order of their names' bytes.
    public var startIndex: Int { fields.startIndex }
    /// Ends the fields.
    public var endIndex: Int { fields.endIndex }
    /// Returns the field at a position.
    public subscript(position: Int) -> Field { fields[position] }

    private func insertionIndex(of name: String) -> Int {
        var low = 0
        var high = fields.count
        while low < high {
            let middle = (low + high) / 2
            if fields[middle].name.bytesPrecede(name) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
