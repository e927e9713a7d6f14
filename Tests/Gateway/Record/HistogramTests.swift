import Testing

@testable import Gateway

@Suite struct HistogramTests {
    @Test(arguments: [(0, 0), (50_000, 0), (51_000, 1), (100_000, 1), (11_000_000_000, 15)])
    func `a duration falls in the first bucket that holds it`(_ nanoseconds: Int, _ bucket: Int) {
        var histogram = Histogram()
        histogram.observe(nanoseconds: UInt64(nanoseconds))
        #expect(histogram.counts[bucket] == 1)
        #expect(histogram.counts.reduce(0, +) == 1)
        #expect(histogram.sumNanoseconds == UInt64(nanoseconds))
    }
}
