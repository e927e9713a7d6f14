// A header list in one arena: what HTTP/1.1 and HTTP/2 both read and write.

/// Holds header or trailer fields in order, pseudo-header fields among them, in two allocations.
///
/// It has no bound of its own: the parser that fills it keeps one.
@safe public struct HeaderBlock: ~Copyable {
    /// Where a field's bytes lie; a known name takes no room in the arena.
    struct Field: BitwiseCopyable {
        var offset: UInt32
        var nameLength: UInt32
        var valueLength: UInt32
        var known: HeaderName
    }

    private var arena = ByteBuffer()
    private var fields: UnsafeMutablePointer<Field>?
    private var capacity = 0
    /// The number of fields.
    public private(set) var count = 0

    /// Makes an empty block, which allocates nothing.
    public init() {
        unsafe fields = nil
    }

    deinit {
        unsafe fields?.deallocate()
    }

    /// Whether there is no field.
    public var isEmpty: Bool { count == 0 }

    /// The size as HTTP/2 counts it: names, values and 32 per field (RFC 9113 section 6.5.2).
    public private(set) var listBytes = 0

    /// The name of a field, in lower case.
    @_lifetime(borrow self)
    public func name(_ index: Int) -> Span<UInt8> {
        let field = field(index)
        guard field.known == .other else {
            let text = field.known.text
            let span = unsafe Span(_unsafeStart: text.utf8Start, count: text.utf8CodeUnitCount)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
        let from = Int(field.offset)
        return arena.readable.extracting(from..<from + Int(field.nameLength))
    }

    /// The value of a field, without the white space around it.
    @_lifetime(borrow self)
    public func value(_ index: Int) -> Span<UInt8> {
        let field = field(index)
        let from = Int(field.offset) + Int(field.nameLength)
        return arena.readable.extracting(from..<from + Int(field.valueLength))
    }

    /// Whether the value of a field is the literal.
    public func value(_ index: Int, equals text: StaticString) -> Bool {
        value(index).equals(text)
    }

    /// The name of a field when it is one we know.
    public func known(_ index: Int) -> HeaderName {
        field(index).known
    }

    /// Finds the first field of this name.
    public func first(_ name: HeaderName) -> Int? {
        next(name, after: -1)
    }

    /// Finds the next field of this name behind another.
    public func next(_ name: HeaderName, after index: Int) -> Int? {
        guard let fields = unsafe fields else { return nil }
        var candidate = index + 1
        while candidate < count {
            if unsafe fields[candidate].known == name { return candidate }
            candidate += 1
        }
        return nil
    }

    /// Counts the fields of this name.
    public func occurrences(of name: HeaderName) -> Int {
        var found = 0
        var index = first(name)
        while let current = index {
            found += 1
            index = next(name, after: current)
        }
        return found
    }

    /// Finds the first field of a name given in lower case.
    public func first(named name: Span<UInt8>) -> Int? {
        let known = HeaderName(name)
        guard known == .other else { return first(known) }
        for index in 0..<count where self.known(index) == .other && self.name(index).equals(name) {
            return index
        }
        return nil
    }

    /// Appends a field whose name we know.
    ///
    /// - Parameter name: any but `other`.
    public mutating func append(_ name: HeaderName, _ value: Span<UInt8>) {
        precondition(name != .other, "an unknown name has no text")
        if capacity == 0 { prepare() }
        let offset = arena.count
        arena.append(value)
        add(known: name, offset: offset, nameLength: 0, valueLength: value.count)
    }

    /// Appends a field; letters of the name are put in lower case.
    public mutating func append(name: Span<UInt8>, value: Span<UInt8>) {
        // Nearly every name comes in lower case and is one we know: then nothing is copied.
        var known = HeaderName(name)
        if capacity == 0 { prepare() }
        let offset = arena.count
        if known == .other {
            arena.fill(minimum: name.count + value.count) { output in
                for index in 0..<name.count { output.append(lowercased(name[index])) }
            }
            known = HeaderName(arena.readable.extracting(last: name.count))
            if known != .other { arena.truncate(to: offset) }
        }
        arena.append(value)
        add(
            known: known, offset: offset, nameLength: known == .other ? name.count : 0,
            valueLength: value.count)
    }

    /// Appends a field unless the list would then be larger than a bound.
    mutating func append(name: Span<UInt8>, value: Span<UInt8>, within limit: Int) -> Bool {
        guard listBytes + name.count + value.count + 32 <= limit else { return false }
        append(name: name, value: value)
        return true
    }

    /// Drops all fields and keeps the memory where it is little.
    mutating func recycle() {
        arena.recycle()
        count = 0
        listBytes = 0
        guard capacity > 64 else { return }
        releaseStorage()
    }

    /// Appends a field named by a literal in lower case.
    public mutating func append(_ name: StaticString, _ value: Span<UInt8>) {
        unsafe append(
            name: Span(_unsafeStart: name.utf8Start, count: name.utf8CodeUnitCount), value: value)
    }

    /// Appends a field whose value is a literal.
    public mutating func append(_ name: HeaderName, _ value: StaticString) {
        unsafe append(
            name, Span(_unsafeStart: value.utf8Start, count: value.utf8CodeUnitCount))
    }

    /// Appends a field named by a literal in lower case, whose value is a literal.
    public mutating func append(_ name: StaticString, _ value: StaticString) {
        unsafe append(
            name, Span(_unsafeStart: value.utf8Start, count: value.utf8CodeUnitCount))
    }

    /// Appends a field whose value is a string; not for the request path.
    public mutating func append(_ name: HeaderName, utf8 value: String) {
        append(name, value.utf8Span.span)
    }

    /// Appends a field named by a literal in lower case, whose value is a string.
    public mutating func append(_ name: StaticString, utf8 value: String) {
        append(name, value.utf8Span.span)
    }

    /// Appends a field whose value is a number.
    public mutating func append(_ name: HeaderName, decimal value: Int) {
        precondition(name != .other, "an unknown name has no text")
        if capacity == 0 { prepare() }
        let offset = arena.count
        arena.append(decimal: value)
        add(known: name, offset: offset, nameLength: 0, valueLength: arena.count - offset)
    }

    /// Appends a field named by a literal in lower case, whose value is a number.
    public mutating func append(_ name: StaticString, decimal value: Int) {
        var digits = ByteBuffer()
        digits.append(decimal: value)
        append(name, digits.readable)
    }

    /// Appends a copy of one field of another block.
    public mutating func append(_ index: Int, from other: borrowing HeaderBlock) {
        let known = other.known(index)
        if known == .other {
            append(name: other.name(index), value: other.value(index))
        } else {
            append(known, other.value(index))
        }
    }

    /// Drops all fields and keeps the memory.
    public mutating func clear() {
        arena.clear()
        count = 0
        listBytes = 0
    }

    /// Drops all fields and gives the memory back.
    public mutating func releaseStorage() {
        clear()
        arena.releaseStorage()
        unsafe fields?.deallocate()
        unsafe fields = nil
        capacity = 0
    }

    private func field(_ index: Int) -> Field {
        precondition(index >= 0 && index < count, "no such field")
        guard let fields = unsafe fields else { preconditionFailure("no fields") }
        return unsafe fields[index]
    }

    private mutating func add(known: HeaderName, offset: Int, nameLength: Int, valueLength: Int) {
        if count == capacity { grow() }
        guard let fields = unsafe fields else { return }
        unsafe fields[count] = Field(
            offset: UInt32(offset), nameLength: UInt32(nameLength),
            valueLength: UInt32(valueLength), known: known)
        count += 1
        let nameBytes = known == .other ? nameLength : known.text.utf8CodeUnitCount
        listBytes += nameBytes + valueLength + 32
    }

    /// Takes what nearly every head needs at once, instead of growing into it.
    private mutating func prepare() {
        arena.reserve(512)
        grow()
    }

    private mutating func grow() {
        let larger = max(16, capacity * 2)
        let block = UnsafeMutablePointer<Field>.allocate(capacity: larger)
        if let fields = unsafe fields {
            unsafe block.update(from: fields, count: count)
            unsafe fields.deallocate()
        }
        unsafe fields = block
        capacity = larger
    }
}

@available(*, unavailable)
extension HeaderBlock: Sendable {}
