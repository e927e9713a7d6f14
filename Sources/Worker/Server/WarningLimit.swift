// A bound on the log lines that peers can cause.

import Runtime

/// Allows ten warnings a second and counts those it leaves out.
struct WarningLimit {
    enum Verdict: Equatable {
        /// Say it; so many were left out before.
        case allowed(suppressed: Int)
        case refused
    }

    private static let perSecond = 10
    private var begin = Instant(nanoseconds: 0)
    private var count = 0
    private var suppressed = 0

    mutating func take(now: Instant) -> Verdict {
        if now >= begin.advanced(byMilliseconds: 1000) {
            begin = now
            count = 0
        }
        guard count < Self.perSecond else {
            suppressed += 1
            return .refused
        }
        count += 1
        defer { suppressed = 0 }
        return .allowed(suppressed: suppressed)
    }
}
