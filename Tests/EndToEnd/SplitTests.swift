// Promise: traffic is split between versions by weight, within what chance allows.
import Foundation
import Testing

extension Promises {
    @Suite struct `Traffic is split 90 to 10` {
        /// Six standard deviations of a binomial around a tenth of ten thousand: a fair coin of this
        /// kind falls outside once in 500 million runs.
        private let bounds = 820...1180

        @Test func `over ten thousand requests`() throws {
            let house = try House.shared()
            let load = try RunningLoad(
                house,
                [
                    "model": "survey", "input": "image", "count": 10_000, "concurrency": 16,
                    "channels": 2,
                ])
            let counts = try load.finish(within: 240)
            #expect(counts.codes == ["OK": 10_000], "\(counts.details)")
            #expect(bounds.contains(counts.versions["2"] ?? 0), "\(counts.versions)")
            #expect((counts.versions["1"] ?? 0) + (counts.versions["2"] ?? 0) == 10_000)
            // Both Dubai workers took part.
            #expect(counts.workers.count == 2, "\(counts.workers)")
        }

        @Test func `over ten thousand callers, each of whom stays where it is`() throws {
            let house = try House.shared()
            let plans = (0..<10_000).map { number in
                TokenPlan(.clinician) { $0.claims["sub"] = "person-\(number)" }
            }
            let load = try RunningLoad(
                house,
                [
                    "model": "digits", "input": "image", "count": 12_000, "concurrency": 16,
                    "channels": 16, "tokens": try Tokens.mint(plans),
                ])
            let counts = try load.finish(within: 240)
            #expect(counts.codes == ["OK": 12_000], "\(counts.details)")
            #expect(counts.moved == 0, "no caller was moved between versions")
            // Of 12,000 requests by 10,000 callers: the first 2,000 callers count twice.
            let second = Double(counts.versions["2"] ?? 0) / 1.2
            #expect(bounds.contains(Int(second)), "\(counts.versions)")
        }
    }
}
