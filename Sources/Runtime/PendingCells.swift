// A stand-in for the concurrent cells: a full table, which refuses.

/// What came of an update.
public enum CellUpdate: Sendable {
    /// The cell changed.
    case updated(old: UInt64, new: UInt64)
    /// The transition refused.
    case refused(UInt64)
    /// There is no room.
    case full
}

/// Holds cells.
public final class AtomicCells: Sendable {
    /// Makes a table.
    public init(capacity: Int) {}
    /// Changes a cell.
    public func update(
        key: Span<UInt8>, nowNanoseconds: UInt64, _ transition: (UInt64) -> UInt64?
    ) -> CellUpdate { .full }
}
