// The choice of a version: fair, sticky, and never unsettled by another version's weight.

import Policy
import Testing

@Suite struct TrafficRuleTests {
    static func rule(_ weights: [(String, UInt32)], salt: String = "digits") -> TrafficRule {
        TrafficRule(
            versions: weights.map { TrafficRule.VersionWeight(name: $0.0, weight: $0.1) },
            salt: salt, totalTimeoutMilliseconds: 1000, perTryTimeoutMilliseconds: 500)
    }

    static func choices(_ rule: TrafficRule, _ count: Int) -> [Int] {
        (0..<count).map { number in
            rule.choose(stickyKey: Array("caller-\(number)".utf8).span).map { Int($0.rawValue) }
                ?? -1
        }
    }

    @Test func `ten thousand callers split 90 to 10 within four standard deviations`() {
        let second = Self.choices(Self.rule([("1", 90), ("2", 10)]), 10_000).count { $0 == 1 }
        #expect((880...1120).contains(second), "got \(second)")
    }

    @Test(
        arguments: [
            [1, 1, 1], [90, 10, 0], [7, 0, 93], [1000, 1, 1], [4_000_000_000, 4_000_000_000, 1],
        ] as [[UInt32]])
    func `shares are in proportion to any weights`(_ weights: [UInt32]) {
        let rule = Self.rule(weights.enumerated().map { ("\($0)", $1) })
        let total = weights.reduce(0.0) { $0 + Double($1) }
        let choices = Self.choices(rule, 20_000)
        for (index, weight) in weights.enumerated() {
            let share = Double(weight) / total
            let got = Double(choices.count { $0 == index })
            let deviation = (20_000 * share * (1 - share)).squareRoot()
            #expect(abs(got - 20_000 * share) <= 4.5 * deviation + 1, "version \(index): \(got)")
        }
    }

    @Test func `raising one weight only adds callers to that version`() {
        var before = Self.choices(Self.rule([("1", 50), ("2", 30), ("3", 0)]), 5000)
        for weight in [1, 2, 5, 20, 80, 81, 4000] as [UInt32] {
            let after = Self.choices(Self.rule([("1", 50), ("2", 30), ("3", weight)]), 5000)
            for (old, new) in zip(before, after) { #expect(new == old || new == 2) }
            #expect(after.count { $0 == 2 } >= before.count { $0 == 2 })
            before = after
        }
    }

    @Test func `the order of versions in the file does not matter`() {
        let forward = Self.rule([("1", 60), ("2", 40)])
        let backward = Self.rule([("2", 40), ("1", 60)])
        for number in 0..<1000 {
            let key = Array("k\(number)".utf8)
            let first = forward.choose(stickyKey: key.span).map { forward[$0].name }
            let second = backward.choose(stickyKey: key.span).map { backward[$0].name }
            #expect(first == second)
        }
    }

    @Test func `another salt draws anew`() {
        let first = Self.choices(Self.rule([("1", 50), ("2", 50)], salt: "a"), 1000)
        let second = Self.choices(Self.rule([("1", 50), ("2", 50)], salt: "b"), 1000)
        let equal = zip(first, second).count { $0 == $1 }
        #expect((400...600).contains(equal), "got \(equal)")
    }

    @Test func `no weight at all chooses nothing`() {
        #expect(Self.rule([("1", 0)]).choose(stickyKey: [1].span) == nil)
        #expect(Self.rule([]).choose(stickyKey: [1].span) == nil)
    }

    @Test func `a version is found by name even without weight`() {
        let rule = Self.rule([("1", 1), ("2", 0)])
        #expect(rule.version(named: Array("2".utf8).span) == VersionIndex(1))
        #expect(rule.version(named: Array("3".utf8).span) == nil)
    }
}
