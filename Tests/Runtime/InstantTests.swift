// Instant: arithmetic that saturates instead of trapping.
import Testing

@testable import Runtime

@Suite struct InstantTests {
    @Test func `the clock never goes back`() {
        var last = Instant.now()
        for _ in 0..<1000 {
            let next = Instant.now()
            #expect(next >= last)
            last = next
        }
    }

    @Test func `advancing saturates at both ends`() {
        let moment = Instant(nanoseconds: 5_000_000)
        #expect(moment.advanced(byMilliseconds: 3).nanoseconds == 8_000_000)
        #expect(moment.advanced(byMilliseconds: -3).nanoseconds == 2_000_000)
        #expect(moment.advanced(byMilliseconds: -6).nanoseconds == 0)
        #expect(moment.advanced(byMilliseconds: .max).nanoseconds == .max)
        #expect(moment.advanced(byMilliseconds: .min).nanoseconds == 0)
    }

    @Test func `milliseconds until a moment are rounded up`() {
        let moment = Instant(nanoseconds: 1_000_000)
        #expect(moment.milliseconds(until: Instant(nanoseconds: 1_000_001)) == 1)
        #expect(moment.milliseconds(until: Instant(nanoseconds: 3_000_000)) == 2)
        #expect(moment.milliseconds(until: Instant(nanoseconds: 10)) == 0)
    }

    @Test func `the date is after 2024`() {
        #expect(WallClock.unixMilliseconds() > 1_704_067_200_000)
    }
}
