// The arithmetic of the generic cell rate algorithm on one word of state.

/// Decides by one cell, which holds a theoretical arrival time in nanoseconds, whether a rate is kept.
///
/// The cell is any monotonic clock's time at which the whole burst is free again; zero is a fresh cell.
public struct GCRA: Hashable, Sendable {
    /// Nanoseconds in which one unit of cost is earned back.
    public let emissionIntervalNanoseconds: UInt64
    /// Units that may be spent at once; zero refuses everything.
    public let burst: UInt64

    /// What a cell says at one moment.
    public struct Status: Hashable, Sendable {
        /// Units that could be spent now.
        public let remaining: Int
        /// Milliseconds until the whole burst is free again, rounded up.
        public let resetMilliseconds: Int
    }

    /// Takes the time for one unit and the burst.
    public init(emissionIntervalNanoseconds: UInt64, burst: UInt64) {
        self.emissionIntervalNanoseconds = emissionIntervalNanoseconds
        self.burst = burst
    }

    /// The cell after a cost is spent, or nil when the rate refuses it.
    public func admit(cell: UInt64, now: UInt64, cost: UInt64 = 1) -> UInt64? {
        guard cost <= burst, let increment = product(cost), let tolerance = product(burst) else {
            return nil
        }
        let (next, overflow) = max(cell, now).addingReportingOverflow(increment)
        guard !overflow, next &- now <= tolerance else { return nil }
        return next
    }

    /// The cell after a cost that was spent is given back.
    public func refund(cell: UInt64, now: UInt64, cost: UInt64 = 1) -> UInt64 {
        guard cell > now, let increment = product(cost) else { return cell }
        return max(now, cell > increment ? cell - increment : 0)
    }

    /// What the cell says now, for the RateLimit header.
    public func status(cell: UInt64, now: UInt64) -> Status {
        let debt = cell > now ? cell - now : 0
        let tolerance = product(burst) ?? 0
        let free = tolerance > debt ? tolerance - debt : 0
        let interval = max(1, emissionIntervalNanoseconds)
        return Status(
            remaining: Int(clamping: min(burst, free / interval)),
            resetMilliseconds: Self.milliseconds(debt))
    }

    /// Milliseconds after which a refused cost would be admitted, rounded up and at least one.
    public func retryAfterMilliseconds(cell: UInt64, now: UInt64, cost: UInt64 = 1) -> Int {
        guard cost <= burst, let increment = product(cost), let tolerance = product(burst) else {
            return Self.longestMilliseconds
        }
        let (next, overflow) = max(cell, now).addingReportingOverflow(increment)
        guard !overflow else { return Self.longestMilliseconds }
        let ahead = next - now
        return max(1, ahead > tolerance ? Self.milliseconds(ahead - tolerance) : 0)
    }

    /// What is said when no wait would help: one day.
    public static let longestMilliseconds = 86_400_000

    private func product(_ units: UInt64) -> UInt64? {
        let (value, overflow) = units.multipliedReportingOverflow(by: emissionIntervalNanoseconds)
        return overflow ? nil : value
    }

    private static func milliseconds(_ nanoseconds: UInt64) -> Int {
        let whole = nanoseconds / 1_000_000
        return min(
            longestMilliseconds, Int(clamping: nanoseconds % 1_000_000 == 0 ? whole : whole + 1))
    }
}

extension GCRA {
    /// Admits a cost in one call: the new cell, and what it says; nil when refused.
    public static func admit(
        cell: UInt64, now: UInt64, emissionIntervalNanoseconds: UInt64, burst: UInt64, cost: UInt64
    ) -> (newCell: UInt64, remaining: Int, resetMilliseconds: Int)? {
        let rate = GCRA(emissionIntervalNanoseconds: emissionIntervalNanoseconds, burst: burst)
        guard let next = rate.admit(cell: cell, now: now, cost: cost) else { return nil }
        let status = rate.status(cell: next, now: now)
        return (next, status.remaining, status.resetMilliseconds)
    }
}
