// A key as the cells store it: whole words, and two keyed hashes that choose its place.

/// The bytes of a key cut into words, with its length and hashes.
struct CellKey {
    /// The most bytes a key may have.
    static let maximumBytes = 112
    static let maximumWords = maximumBytes / 8

    let words: InlineArray<14, UInt64>
    let length: Int
    /// Two independent hashes: one chooses the buckets, the other is compared before the words.
    let place: UInt64
    let tag: UInt64

    var wordCount: Int { (length + 7) / 8 }

    /// Cuts a key up, or returns nil when it is too long.
    init?(_ key: Span<UInt8>, seed: (UInt64, UInt64)) {
        guard key.count <= Self.maximumBytes else { return nil }
        var words = InlineArray<14, UInt64>(repeating: 0)
        var first = seed.0 ^ UInt64(key.count)
        var second = seed.1
        for index in 0..<(key.count + 7) / 8 {
            let word = Self.word(key, at: index * 8)
            words[index] = word
            first = Self.fold(first ^ word, seed.1 | 1)
            second = Self.fold(second &+ word, seed.0 | 1)
        }
        self.words = words
        length = key.count
        place = Self.fold(first, 0x9E37_79B9_7F4A_7C15)
        // Zero says that a place was never used.
        tag = Self.fold(second ^ first, 0xD6E8_FEB8_6659_FD93) | 1
    }

    /// Reads eight bytes, or those that are left, with zeros behind them.
    private static func word(_ key: Span<UInt8>, at offset: Int) -> UInt64 {
        unsafe key.withUnsafeBufferPointer { bytes in
            guard offset + 8 > bytes.count else {
                return unsafe UnsafeRawBufferPointer(bytes)
                    .loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            }
            var word: UInt64 = 0
            for index in offset..<bytes.count {
                word |= UInt64(unsafe bytes[index]) << UInt64((index - offset) * 8)
            }
            return word
        }
    }

    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = (left ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
