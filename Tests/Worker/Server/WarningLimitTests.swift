// The bound on warnings.

import Runtime
import Testing

@testable import Worker

struct WarningLimitTests {
    @Test func `ten a second are said and the rest are counted`() {
        var limit = WarningLimit()
        let start = Instant(nanoseconds: 5_000_000_000)
        for _ in 0..<10 {
            let verdict = limit.take(now: start)
            #expect(verdict == .allowed(suppressed: 0))
        }
        for _ in 0..<7 {
            let verdict = limit.take(now: start.advanced(byMilliseconds: 999))
            #expect(verdict == .refused)
        }
        let later = limit.take(now: start.advanced(byMilliseconds: 1000))
        #expect(later == .allowed(suppressed: 7))
    }
}
