// The keys and header numbers of limits.

@testable import Policy
import Testing

@Suite struct LimitRuleTests {
    func rule(_ per: LimitRule.Dimensions, name: String = "n") -> LimitRule {
        LimitRule(
            name: name, per: per, rate: GCRA(emissionIntervalNanoseconds: 12_000_000_000, burst: 3),
            scope: .local)
    }

    @Test func `each dimension sets counters apart`() throws {
        let policies = try House.policies()
        let ward = try #require(
            Caller.assumed(
                name: "ward", tenant: "clinic", roles: [], policies: policies, serial: 1))
        let desk = try #require(
            Caller.assumed(
                name: "desk", tenant: "clinic", roles: [], policies: policies, serial: 2))
        let digits = policies.models[0]
        let triage = policies.models[1]
        #expect(
            rule(.caller).key(caller: ward, model: digits)
                != rule(.caller).key(caller: desk, model: digits))
        #expect(
            rule(.caller).key(caller: ward, model: digits)
                == rule(.caller).key(caller: ward, model: triage))
        #expect(
            rule(.tenant).key(caller: ward, model: digits)
                == rule(.tenant).key(caller: desk, model: digits))
        #expect(
            rule(.model).key(caller: ward, model: digits)
                != rule(.model).key(caller: ward, model: triage))
        #expect(
            rule([], name: "a").key(caller: ward, model: digits)
                != rule([], name: "b").key(caller: ward, model: digits))
    }

    @Test func `the numbers of the RateLimit headers agree with each other`() {
        let limit = rule(.caller)
        #expect(limit.quota == 3)
        #expect(limit.windowSeconds == 36)
    }
}
