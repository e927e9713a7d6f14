// A set of small numbers that does not allocate while they are small.

/// Holds numbers from 0 up to its capacity.
struct BitSet {
    private var first: InlineArray<4, UInt64> = .init(repeating: 0)
    private var rest: [UInt64]

    init(capacity: Int) {
        rest = capacity > 256 ? Array(repeating: 0, count: (capacity - 256 + 63) / 64) : []
    }

    mutating func insert(_ number: Int) {
        let bit = UInt64(1) << UInt64(number & 63)
        if number < 256 { first[number >> 6] |= bit } else { rest[number >> 6 - 4] |= bit }
    }

    func contains(_ number: Int) -> Bool {
        let word = number < 256 ? first[number >> 6] : rest[number >> 6 - 4]
        return word >> UInt64(number & 63) & 1 == 1
    }
}
