// A forbid that fails to evaluate refuses; a permit that fails does not permit.

import Testing

@testable import Policy

@Suite struct FailClosedTests {
    func decide(_ access: String, residency: String = House.residency) throws -> Decision {
        let policies = try House.policies(access: access, residency: residency)
        let caller = try House.clinician(policies)
        var gate = Gate(policies: policies)
        do {
            let admission = try gate.admit(
                caller, .infer, House.model("digits", in: policies), added: [],
                context: House.context)
            _ = try gate.place(
                admission, gateRegion: House.region("ae-dubai", in: policies),
                servingRegions: RegionSet(rawValue: 3))
        } catch {}
        return gate.lastDecision
    }

    @Test func `a forbid that cannot be evaluated refuses`() throws {
        let decision = try decide(
            """
            permit (principal, action, resource);
            @id("broken")
            forbid (principal, action, resource) when { context.absent == 1 };
            """)
        #expect(!decision.allowed)
        #expect(decision.policies == ["broken"])
        #expect(decision.errors.count == 1)
        #expect(decision.errors.first?.hasPrefix("broken: ") == true)
    }

    @Test func `a permit that cannot be evaluated leaves the others in force`() throws {
        let decision = try decide(
            """
            permit (principal, action, resource) when { context.absent == 1 };
            @id("good") permit (principal, action, resource);
            """)
        #expect(decision.allowed)
        #expect(decision.policies == ["good"])
        #expect(decision.errors.first?.hasPrefix("policy0: ") == true)
    }

    @Test func `a broken forbid of residency closes the regions that it is about`() throws {
        let decision = try decide(
            "permit (principal, action, resource);",
            residency: """
                @id("all") permit (principal, action, resource);
                @id("broken") forbid (principal, action, resource in Jurisdiction::"EU")
                when { principal.absent };
                """)
        #expect(decision.allowed)
        #expect(decision.process == RegionSet(rawValue: 1))
        #expect(decision.residencyPolicies == ["all", "broken"])
    }

    @Test func `groups of actions are those of the schema`() throws {
        #expect(try decide("permit (principal, action in Action::\"ask\", resource);").allowed)
        #expect(try !decide("permit (principal, action in Action::\"place\", resource);").allowed)
    }

    @Test func `no policies at all permit nothing`() throws {
        #expect(try !decide("").allowed)
        #expect(try !decide(House.access, residency: "").allowed)
    }
}
