// A keyed 64-bit hash (SipHash-2-4) whose outcome is the same on every machine and in every run.

/// Hashes bytes under a 128-bit key; without the key, collisions cannot be chosen.
public struct KeyedHash: Hashable, Sendable {
    private let key0: UInt64
    private let key1: UInt64

    /// Takes the key as two words.
    public init(key0: UInt64, key1: UInt64) {
        self.key0 = key0
        self.key1 = key1
    }

    /// Derives the key from a text, so that equal texts hash alike everywhere.
    public init(derivedFrom text: [UInt8]) {
        let first = KeyedHash(key0: 0x706f_7274_6375_6c6c, key1: 0x6973_2d6b_6579_2d30)
        let second = KeyedHash(key0: 0x706f_7274_6375_6c6c, key1: 0x6973_2d6b_6579_2d31)
        self.key0 = first.hash(text.span)
        self.key1 = second.hash(text.span)
    }

    /// Hashes the bytes.
    public func hash(_ bytes: Span<UInt8>) -> UInt64 {
        var state = State(key0, key1)
        let whole = bytes.count & ~7
        var offset = 0
        while offset < whole {
            var word: UInt64 = 0
            for byte in 0..<8 {
                word |= UInt64(bytes[offset &+ byte]) &<< UInt64(byte &* 8)
            }
            state.absorb(word)
            offset &+= 8
        }
        var last = UInt64(truncatingIfNeeded: bytes.count) &<< 56
        for byte in 0..<(bytes.count &- whole) {
            last |= UInt64(bytes[whole &+ byte]) &<< UInt64(byte &* 8)
        }
        state.absorb(last)
        return state.finish()
    }

    private struct State {
        var v0: UInt64
        var v1: UInt64
        var v2: UInt64
        var v3: UInt64

        init(_ key0: UInt64, _ key1: UInt64) {
            v0 = key0 ^ 0x736f_6d65_7073_6575
            v1 = key1 ^ 0x646f_7261_6e64_6f6d
            v2 = key0 ^ 0x6c79_6765_6e65_7261
            v3 = key1 ^ 0x7465_6462_7974_6573
        }

        mutating func absorb(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        mutating func finish() -> UInt64 {
            v2 ^= 0xff
            for _ in 0..<4 { round() }
            return v0 ^ v1 ^ v2 ^ v3
        }

        private mutating func round() {
            v0 = v0 &+ v1
            v1 = Self.rotate(v1, 13) ^ v0
            v0 = Self.rotate(v0, 32)
            v2 = v2 &+ v3
            v3 = Self.rotate(v3, 16) ^ v2
            v0 = v0 &+ v3
            v3 = Self.rotate(v3, 21) ^ v0
            v2 = v2 &+ v1
            v1 = Self.rotate(v1, 17) ^ v2
            v2 = Self.rotate(v2, 32)
        }

        private static func rotate(_ word: UInt64, _ bits: UInt64) -> UInt64 {
            (word &<< bits) | (word &>> (64 &- bits))
        }
    }
}
