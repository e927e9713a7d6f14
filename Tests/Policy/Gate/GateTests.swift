// Admitting, placing and dispatching.

import Testing

@testable import Policy

@Suite struct GateTests {
    let policies: Policies
    let caller: Caller
    let dubai: RegionIndex
    let frankfurt: RegionIndex
    let everywhere: RegionSet

    init() throws {
        policies = try House.policies()
        caller = try House.clinician(policies)
        dubai = House.region("ae-dubai", in: policies)
        frankfurt = House.region("eu-frankfurt", in: policies)
        everywhere = RegionSet(dubai).union(RegionSet(frankfurt))
    }

    @Test func `a permitted request is placed where residency allows`() throws {
        var gate = Gate(policies: policies)
        let admission = try gate.admit(
            caller, .infer, House.model("digits", in: policies), added: [], context: House.context)
        let permit = try gate.place(admission, gateRegion: dubai, servingRegions: everywhere)
        #expect(permit.process == everywhere)
        #expect(permit.cache == RegionSet(dubai))
        #expect(permit.log == RegionSet(dubai))
        #expect(permit.decision.policies == ["clinicians-infer"])
        #expect(permit.decision.residencyPolicies == ["eu-may-process", "uae"])
        #expect(permit.mayStore(in: dubai) && !permit.mayStore(in: frankfurt))
        #expect(permit.mayLog(in: dubai) && !permit.mayLog(in: frankfurt))
        let region = Self.region(permit.dispatch(to: frankfurt))
        #expect(region == frankfurt)
    }

    static func region(_ dispatch: consuming Dispatch?) -> RegionIndex? {
        guard let dispatch else { return nil }
        return dispatch.region
    }

    @Test func `health data may go nowhere else`() throws {
        var gate = Gate(policies: policies)
        let admission = try gate.admit(
            caller, .infer, House.model("triage", in: policies), added: [], context: House.context)
        let permit = try gate.place(admission, gateRegion: dubai, servingRegions: everywhere)
        #expect(permit.process == RegionSet(dubai))
        let region = Self.region(permit.dispatch(to: frankfurt))
        #expect(region == nil)
    }

    @Test func `what no policy permits is refused and told to the audit log`() throws {
        let stranger = try #require(
            Caller.assumed(
                name: "bank-app", tenant: "bank", roles: ["analyst"], policies: policies, serial: 5)
        )
        var gate = Gate(policies: policies)
        #expect(throws: Refusal.accessDenied) {
            _ = try gate.admit(
                stranger, .infer, House.model("digits", in: policies), added: [],
                context: House.context)
        }
        #expect(!gate.lastDecision.allowed)
        #expect(gate.lastDecision.policies.isEmpty)
    }

    @Test func `a forbid wins over a permit and is named`() throws {
        let clinicianOfBank = try #require(
            Caller.assumed(
                name: "x", tenant: "bank", roles: ["clinician"], policies: policies, serial: 5))
        var gate = Gate(policies: policies)
        #expect(throws: Refusal.accessDenied) {
            _ = try gate.admit(
                clinicianOfBank, .infer, House.model("triage", in: policies), added: [],
                context: House.context)
        }
        #expect(gate.lastDecision.policies == ["no-health-for-banks"])
    }

    @Test func `a header can add a data class and thereby lose regions`() throws {
        var gate = Gate(policies: policies)
        let added = try policies.dataClasses(header: Array("health".utf8).span)
        let admission = try gate.admit(
            caller, .infer, House.model("digits", in: policies), added: added,
            context: House.context)
        #expect(policies.names(of: admission.dataClasses) == ["health", "public"])
        let permit = try gate.place(admission, gateRegion: dubai, servingRegions: everywhere)
        #expect(permit.process == RegionSet(dubai))
    }

    @Test func `no permitted region serves the model`() throws {
        var gate = Gate(policies: policies)
        let admission = try gate.admit(
            caller, .infer, House.model("triage", in: policies), added: [], context: House.context)
        do {
            _ = try gate.place(admission, gateRegion: dubai, servingRegions: RegionSet(frankfurt))
            Issue.record("placed")
        } catch {
            #expect(error == .residencyDenied)
        }
        #expect(!gate.lastDecision.allowed)
        #expect(gate.lastDecision.residencyPolicies.contains("health-stays"))
        #expect(gate.lastDecision.process == RegionSet(dubai))
    }

    @Test func `the gate's own region must be permitted, since it decrypts`() throws {
        var gate = Gate(policies: policies)
        let admission = try gate.admit(
            caller, .infer, House.model("triage", in: policies), added: [], context: House.context)
        do {
            _ = try gate.place(admission, gateRegion: frankfurt, servingRegions: everywhere)
            Issue.record("placed")
        } catch {
            #expect(error == .residencyDenied)
        }
    }

    @Test func `a model that nobody serves is no matter of residency`() throws {
        var gate = Gate(policies: policies)
        let admission = try gate.admit(
            caller, .infer, House.model("digits", in: policies), added: [], context: House.context)
        do {
            _ = try gate.place(admission, gateRegion: dubai, servingRegions: [])
            Issue.record("placed")
        } catch {
            #expect(error == .noWorker)
        }
    }

    @Test func `metadata is its own permission`() throws {
        let analyst = try #require(
            Caller.assumed(
                name: "bank-app", tenant: "bank", roles: [], policies: policies, serial: 5))
        var gate = Gate(policies: policies)
        let admission = try gate.admit(
            analyst, .metadata, House.model("digits", in: policies), added: [],
            context: House.context)
        #expect(admission.decision.policies == ["all-read-metadata"])
        #expect(throws: Refusal.accessDenied) {
            _ = try gate.admit(
                analyst, .explain, House.model("digits", in: policies), added: [],
                context: House.context)
        }
    }

    @Test func `a caller resolved against another set is sent away to come again`() throws {
        let other = try Policies(House.contents(), id: "another-set", sequence: 2)
        var gate = Gate(policies: other)
        #expect(throws: Refusal.overloaded) {
            _ = try gate.admit(
                caller, .infer, House.model("digits", in: other), added: [], context: House.context)
        }
        #expect(!gate.lastDecision.allowed)
    }

    func zone(_ gate: inout Gate, _ model: String, _ added: DataClassSet) throws -> [UInt8] {
        let admission = try gate.admit(
            caller, .infer, House.model(model, in: policies), added: added, context: House.context)
        let permit = try gate.place(admission, gateRegion: dubai, servingRegions: everywhere)
        return permit.zone
    }

    @Test func `equal permits have equal zones and others do not`() throws {
        var gate = Gate(policies: policies)
        let health = try policies.dataClasses(header: Array("health".utf8).span)
        let digits = try zone(&gate, "digits", [])
        let healthyDigits = try zone(&gate, "digits", health)
        let triage = try zone(&gate, "triage", [])
        #expect(healthyDigits == triage)
        #expect(digits != triage)
    }
}
