// Joining the parts of a policy set.

@testable import Policy
import Testing

@Suite struct PoliciesTests {
    @Test func `names are found by their bytes and sets are written in order`() throws {
        let policies = try House.policies()
        #expect(policies.models.map(\.name) == ["digits", "triage"])
        #expect(policies.model(named: Array("triage".utf8).span) == ModelIndex(1))
        #expect(policies.model(named: "nothing") == nil)
        #expect(policies.region(named: "eu-frankfurt") == RegionIndex(1))
        #expect(policies.names(of: RegionSet(rawValue: 3)) == ["ae-dubai", "eu-frankfurt"])
    }

    @Test func `limits are joined to the models that they count`() throws {
        var contents = try House.contents()
        let rate = GCRA(emissionIntervalNanoseconds: 1_000_000_000, burst: 3)
        contents.limits = [
            LimitRule(name: "all", per: .caller, rate: rate, scope: .local),
            LimitRule(
                name: "slow", per: [.caller, .model], modelNames: ["triage"], rate: rate,
                scope: .local),
        ]
        let policies = try Policies(contents, id: "x", sequence: 1)
        #expect(policies.models[0].limits == [0])
        #expect(policies.models[1].limits == [0, 1])
    }

    @Test func `parts that contradict each other make no set`() throws {
        var contents = try House.contents()
        contents.models.append(House.model("digits", []))
        #expect(throws: PoliciesFault.repeatedName(kind: "model", name: "digits")) {
            try Policies(contents, id: "x", sequence: 1)
        }
        contents = try House.contents()
        contents.models.append(House.model("new", ["secret"]))
        #expect(throws: PoliciesFault.unknownName(kind: "data class", name: "secret")) {
            try Policies(contents, id: "x", sequence: 1)
        }
        contents = try House.contents()
        contents.regions = (0..<65).map { Region(name: "r\($0)", jurisdictions: []) }
        #expect(throws: PoliciesFault.tooManyRegions(65)) {
            try Policies(contents, id: "x", sequence: 1)
        }
        contents = try House.contents()
        contents.dataClasses += (0..<63).map { "c\($0)" }
        #expect(throws: PoliciesFault.tooManyDataClasses(65)) {
            try Policies(contents, id: "x", sequence: 1)
        }
        contents = try House.contents()
        contents.tenants.append("a b")
        #expect(throws: PoliciesFault.badName(kind: "tenant", name: "a b")) {
            try Policies(contents, id: "x", sequence: 1)
        }
    }

    @Test(arguments: ["", ",", "health,", "secret", "health public", "HEALTH", "health,,public"])
    func `a header that names no known data classes is refused`(_ value: String) throws {
        let policies = try House.policies()
        #expect(throws: Refusal.self) {
            try policies.dataClasses(header: Array(value.utf8).span)
        }
    }

    @Test func `a header may name several data classes`() throws {
        let policies = try House.policies()
        let set = try policies.dataClasses(header: Array(" health , public".utf8).span)
        #expect(policies.names(of: set) == ["health", "public"])
    }
}
