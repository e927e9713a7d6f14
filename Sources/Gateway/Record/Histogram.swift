// Latencies in fixed buckets: one comparison loop and one addition per observation.

/// Counts of durations in buckets whose upper bounds suit a gate: 50 µs to 10 s.
public struct Histogram: Sendable {
    /// The upper bounds in microseconds; a last bucket holds what is longer.
    public static let boundsMicroseconds: [UInt64] = [
        50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 51_200, 102_400, 409_600,
        1_638_400, 10_000_000,
    ]
    /// How many fell in each bucket, the last being those over every bound.
    public private(set) var counts = [UInt64](repeating: 0, count: boundsMicroseconds.count + 1)
    /// The sum of all durations, in nanoseconds.
    public private(set) var sumNanoseconds: UInt64 = 0

    /// Creates an empty histogram.
    public init() {}

    /// Counts one duration.
    public mutating func observe(nanoseconds: UInt64) {
        let microseconds = nanoseconds / 1_000
        var bucket = 0
        let bounds = Self.boundsMicroseconds
        while bucket < bounds.count, microseconds > bounds[bucket] { bucket += 1 }
        counts[bucket] &+= 1
        sumNanoseconds &+= nanoseconds
    }

    /// Adds another shard's counts.
    public mutating func add(_ other: Histogram) {
        for index in counts.indices { counts[index] &+= other.counts[index] }
        sumNanoseconds &+= other.sumNanoseconds
    }
}
