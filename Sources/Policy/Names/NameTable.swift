// A flat table from a name's bytes to its position, for look-ups that must not allocate.

/// Finds the position of a name in a fixed list by its bytes.
public struct NameTable: Sendable {
    private let bytes: [UInt8]
    private let starts: [Int]
    private let slots: [Int32]
    private let hash: KeyedHash

    /// Takes a list of names; of equal names the first is found.
    public init(_ names: [String]) {
        var bytes: [UInt8] = []
        var starts = [0]
        for name in names {
            bytes.append(contentsOf: name.utf8)
            starts.append(bytes.count)
        }
        var size = 4
        while size < names.count * 2 { size *= 2 }
        let hash = KeyedHash(key0: 0x6e61_6d65, key1: 0x7461_626c_65)
        var slots = [Int32](repeating: -1, count: size)
        for (index, name) in names.enumerated() {
            let utf8 = Array(name.utf8)
            var slot = Int(truncatingIfNeeded: hash.hash(utf8.span)) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(index)
        }
        self.bytes = bytes
        self.starts = starts
        self.slots = slots
        self.hash = hash
    }

    /// Finds a name without allocating.
    public func find(_ name: Span<UInt8>) -> Int? {
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: hash.hash(name)) & mask
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if matches(index, name) { return index }
            slot = (slot &+ 1) & mask
        }
        return nil
    }

    private func matches(_ index: Int, _ name: Span<UInt8>) -> Bool {
        let start = starts[index]
        guard starts[index &+ 1] &- start == name.count else { return false }
        for offset in 0..<name.count where bytes[start &+ offset] != name[offset] { return false }
        return true
    }
}
