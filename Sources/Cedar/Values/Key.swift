// A dictionary key that tells strings apart by their bytes.

/// Wraps a string for dictionaries and sets that must not merge canonically equivalent names.
struct Key: Hashable, Sendable, Comparable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: Key, right: Key) -> Bool { left.text.hasSameBytes(as: right.text) }
    static func < (left: Key, right: Key) -> Bool { left.text.bytesPrecede(right.text) }
    func hash(into hasher: inout Hasher) { text.hashBytes(into: &hasher) }
}
