// Reads a rate as the files write it: `100/s`, `5/m`, `1000/h`, `20000/d`.

extension GCRA {
    /// The most units per period that a rate may allow.
    public static let maximumUnits: UInt64 = 1_000_000_000

    /// Reads a rate; nil when the text is not `COUNT/s`, `/m`, `/h` or `/d`.
    ///
    /// A rate of zero refuses everything, whatever its burst.
    public static func parse(rate text: String, burst: UInt64?) -> GCRA? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = UInt64(parts[0]), count <= maximumUnits,
            parts[0].utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
        else { return nil }
        let seconds: UInt64
        switch parts[1] {
        case "s": seconds = 1
        case "m": seconds = 60
        case "h": seconds = 3600
        case "d": seconds = 86_400
        default: return nil
        }
        let burst = burst ?? max(1, count)
        guard count > 0, burst > 0 else { return GCRA(emissionIntervalNanoseconds: 1, burst: 0) }
        // Rounded up, so that a rate is never exceeded.
        let interval = (seconds * 1_000_000_000 + count - 1) / count
        let (_, overflow) = interval.multipliedReportingOverflow(by: burst)
        return overflow ? nil : GCRA(emissionIntervalNanoseconds: interval, burst: burst)
    }
}
