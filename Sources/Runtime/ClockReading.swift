// The one call that reads a kernel clock.
import CLinux

/// Reads a kernel clock as nanoseconds.
enum ClockReading {
    static func nanoseconds(of clock: clockid_t) -> UInt64 {
        var time = timespec()
        // It fails only for a clock that does not exist, and ours do.
        _ = unsafe clock_gettime(clock, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }
}
