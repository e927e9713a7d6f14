// A set of data classes in one machine word.

/// A set of at most 64 data classes of one policy set; a request may only add to it.
public struct DataClassSet: OptionSet, Hashable, Sendable {
    /// One bit for each data class.
    public let rawValue: UInt64

    /// Wraps a bit for each data class's index.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Holds one data class.
    public init(_ dataClass: DataClassIndex) {
        self.rawValue = 1 << UInt64(dataClass.rawValue & 63)
    }

    /// Tells whether a data class is in the set.
    public func contains(_ dataClass: DataClassIndex) -> Bool {
        !isDisjoint(with: DataClassSet(dataClass))
    }

    /// Adds a data class.
    public mutating func insert(_ dataClass: DataClassIndex) { formUnion(DataClassSet(dataClass)) }

    /// Calls `body` with each data class in ascending order.
    public func forEach(_ body: (DataClassIndex) -> Void) {
        var rest = rawValue
        while rest != 0 {
            body(DataClassIndex(UInt8(rest.trailingZeroBitCount)))
            rest &= rest - 1
        }
    }
}
