// The name under which the loop hands events back to whoever registered for them.

/// The owner's name for a registered descriptor or a timer.
///
/// The top byte is a tag, so that an owner with several slabs can tell them apart.
public struct Token: Hashable, Sendable {
    /// All 64 bits; `UInt64.max` belongs to the loop.
    public var rawValue: UInt64

    /// Makes a token from all its bits.
    @inlinable
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Makes a token of a slab's entry: a tag, the entry's generation (24 bits) and its index.
    @inlinable
    public init(tag: UInt8, generation: UInt32, index: UInt32) {
        rawValue = UInt64(tag) << 56 | UInt64(generation & 0xFF_FFFF) << 32 | UInt64(index)
    }

    /// The top byte.
    @inlinable public var tag: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 56) }
    /// The 24 bits that tell two uses of one index apart.
    @inlinable public var generation: UInt32 {
        UInt32(truncatingIfNeeded: rawValue >> 32) & 0xFF_FFFF
    }
    /// The low 32 bits.
    @inlinable public var index: UInt32 { UInt32(truncatingIfNeeded: rawValue) }
}
