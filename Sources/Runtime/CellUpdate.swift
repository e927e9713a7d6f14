// What came of one try to change a cell.

/// What came of one try to change a cell.
public enum CellUpdate: Sendable, Equatable {
    /// The cell held `old`, zero if it was new, and now holds `new`.
    case updated(old: UInt64, new: UInt64)
    /// The transition declined; the cell holds this, zero if there is none.
    case refused(current: UInt64)
    /// There is no room for a new cell, or the key is longer than `AtomicCells.maximumKeyBytes`.
    case full
}
