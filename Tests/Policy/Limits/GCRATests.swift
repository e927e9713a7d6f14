// The arithmetic of rates.

import Policy
import Testing

@Suite struct GCRATests {
    let tenPerSecond = GCRA(emissionIntervalNanoseconds: 100_000_000, burst: 3)

    @Test func `a burst passes at once and the next is refused until one unit is earned`() throws {
        var cell: UInt64 = 0
        let now: UInt64 = 5_000_000_000
        for left in [2, 1, 0] {
            cell = try #require(tenPerSecond.admit(cell: cell, now: now))
            #expect(tenPerSecond.status(cell: cell, now: now).remaining == left)
        }
        #expect(tenPerSecond.admit(cell: cell, now: now) == nil)
        #expect(tenPerSecond.retryAfterMilliseconds(cell: cell, now: now) == 100)
        #expect(tenPerSecond.admit(cell: cell, now: now + 99_999_999) == nil)
        #expect(tenPerSecond.admit(cell: cell, now: now + 100_000_000) != nil)
    }

    @Test func `over a long time exactly the rate passes, and the burst once`() {
        var cell: UInt64 = 0
        var passed = 0
        for millisecond in 0..<10_000 as Range<UInt64> {
            let now = 1_000_000_000 + millisecond * 1_000_000
            if let next = tenPerSecond.admit(cell: cell, now: now) {
                cell = next
                passed += 1
            }
        }
        #expect(passed == 3 + 99)
    }

    @Test func `a limit of zero refuses every request`() throws {
        let zero = try #require(GCRA.parse(rate: "0/s", burst: nil))
        #expect(zero.admit(cell: 0, now: 1) == nil)
        #expect(zero.status(cell: 0, now: 1).remaining == 0)
        #expect(zero.retryAfterMilliseconds(cell: 0, now: 1) == GCRA.longestMilliseconds)
    }

    @Test func `a refund gives back what was spent and no more`() throws {
        let now: UInt64 = 1_000_000_000
        let one = try #require(tenPerSecond.admit(cell: 0, now: now))
        let two = try #require(tenPerSecond.admit(cell: one, now: now))
        #expect(tenPerSecond.refund(cell: two, now: now) == one)
        #expect(tenPerSecond.refund(cell: one, now: now) == now)
        #expect(tenPerSecond.refund(cell: now - 7, now: now) == now - 7)
        #expect(
            tenPerSecond.status(cell: tenPerSecond.refund(cell: one, now: now), now: now).remaining
                == 3)
    }

    @Test func `a cost above the burst is never admitted`() {
        #expect(tenPerSecond.admit(cell: 0, now: 10, cost: 4) == nil)
        #expect(tenPerSecond.admit(cell: 0, now: 10, cost: 3) != nil)
        #expect(
            tenPerSecond.retryAfterMilliseconds(cell: 0, now: 10, cost: 4)
                == GCRA.longestMilliseconds)
    }

    @Test func `numbers at the edge of the word refuse and do not trap`() {
        let huge = GCRA(emissionIntervalNanoseconds: .max, burst: .max)
        #expect(huge.admit(cell: .max, now: .max) == nil)
        #expect(huge.refund(cell: .max, now: 0, cost: .max) == .max)
        #expect(huge.retryAfterMilliseconds(cell: .max, now: 0) == GCRA.longestMilliseconds)
        #expect(tenPerSecond.admit(cell: .max, now: 5) == nil)
        #expect(
            tenPerSecond.retryAfterMilliseconds(cell: .max, now: 5) == GCRA.longestMilliseconds)
    }

    @Test func `reset is the time until the whole burst is free`() throws {
        let cell = try #require(tenPerSecond.admit(cell: 0, now: 1_000_000_000, cost: 2))
        #expect(tenPerSecond.status(cell: cell, now: 1_000_000_000).resetMilliseconds == 200)
        #expect(tenPerSecond.status(cell: cell, now: 1_199_500_000).resetMilliseconds == 1)
        #expect(tenPerSecond.status(cell: cell, now: 9_000_000_000).resetMilliseconds == 0)
    }

    @Test(arguments: [
        ("100/s", 10_000_000 as UInt64, 100 as UInt64), ("5/m", 12_000_000_000, 5),
        ("3/s", 333_333_334, 3), ("1000/h", 3_600_000_000, 1000), ("1/d", 86_400_000_000_000, 1),
    ])
    func `a rate is read as count per period`(_ text: String, _ interval: UInt64, _ burst: UInt64) {
        #expect(
            GCRA.parse(rate: text, burst: nil)
                == GCRA(emissionIntervalNanoseconds: interval, burst: burst))
    }

    @Test(arguments: [
        "", "100", "/s", "100/", "100/w", "-1/s", "+1/s", "1.5/s", " 1/s", "1/s ", "1/s/s", "٣/s",
        "99999999999999999999/s", "1000000001/s",
    ])
    func `a text that is no rate is refused`(_ text: String) {
        #expect(GCRA.parse(rate: text, burst: nil) == nil)
    }
}
