// A set of regions in one machine word.

/// A set of at most 64 regions of one policy set.
public struct RegionSet: OptionSet, Hashable, Sendable {
    /// One bit for each region.
    public let rawValue: UInt64

    /// Wraps a bit for each region's index.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Holds one region.
    public init(_ region: RegionIndex) { self.rawValue = 1 << UInt64(region.rawValue & 63) }

    /// Tells whether a region is in the set.
    public func contains(_ region: RegionIndex) -> Bool { !isDisjoint(with: RegionSet(region)) }

    /// Adds a region.
    public mutating func insert(_ region: RegionIndex) { formUnion(RegionSet(region)) }

    /// How many regions are in the set.
    public var count: Int { rawValue.nonzeroBitCount }

    /// Calls `body` with each region in ascending order.
    public func forEach(_ body: (RegionIndex) -> Void) {
        var rest = rawValue
        while rest != 0 {
            body(RegionIndex(UInt8(rest.trailingZeroBitCount)))
            rest &= rest - 1
        }
    }
}
