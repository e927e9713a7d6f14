// The date, for what is told to people or read from certificates and tokens; never for deadlines.
import CLinux

/// The date and time of day, which may jump when the machine's clock is set.
public enum WallClock {
    /// Returns the milliseconds since 1970-01-01T00:00:00Z, leap seconds left out.
    public static func unixMilliseconds() -> Int64 {
        unixNanoseconds() / 1_000_000
    }

    /// Returns the nanoseconds since 1970-01-01T00:00:00Z, leap seconds left out.
    public static func unixNanoseconds() -> Int64 {
        Int64(truncatingIfNeeded: ClockReading.nanoseconds(of: CLOCK_REALTIME))
    }
}
