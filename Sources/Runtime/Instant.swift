// A moment on the machine's monotonic clock, which every deadline of ours is counted in.
import CLinux

/// A moment on `CLOCK_MONOTONIC`: it never goes back and knows nothing of the date.
public struct Instant: Comparable, Hashable, Sendable {
    /// The nanoseconds since an arbitrary start, the same for every thread.
    public var nanoseconds: UInt64

    /// Names the moment that lies the given number of nanoseconds after the clock's start.
    @inlinable
    public init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// Reads the clock; about 30 ns.
    public static func now() -> Instant {
        Instant(nanoseconds: ClockReading.nanoseconds(of: CLOCK_MONOTONIC))
    }

    /// Returns the moment so many milliseconds later, or earlier for a negative count; it saturates.
    @inlinable
    public func advanced(byMilliseconds milliseconds: Int) -> Instant {
        let (distance, tooFar) = milliseconds.magnitude.multipliedReportingOverflow(by: 1_000_000)
        let step = tooFar ? UInt64.max : UInt64(distance)
        if milliseconds < 0 {
            return Instant(nanoseconds: nanoseconds > step ? nanoseconds - step : 0)
        }
        let (sum, overflow) = nanoseconds.addingReportingOverflow(step)
        return Instant(nanoseconds: overflow ? .max : sum)
    }

    /// Returns the whole milliseconds from this moment until a later one, rounded up; zero if past.
    @inlinable
    public func milliseconds(until later: Instant) -> Int {
        guard later.nanoseconds > nanoseconds else { return 0 }
        let distance = later.nanoseconds - nanoseconds
        return Int(distance / 1_000_000) + (distance % 1_000_000 == 0 ? 0 : 1)
    }

    /// Tells whether the left moment comes first.
    @inlinable
    public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}
