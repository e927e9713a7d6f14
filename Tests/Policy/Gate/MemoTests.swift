// What is remembered, for how many, and what never is.

import Testing

@testable import Policy

@Suite struct MemoTests {
    final class Box: Sendable {
        let number: Int
        init(_ number: Int) { self.number = number }
    }

    static func key(_ serial: UInt64, model: UInt16 = 0, classes: UInt64 = 0) -> MemoKey {
        MemoKey(serial, 0, ModelIndex(model), DataClassSet(rawValue: classes))
    }

    @Test func `a memo finds what was remembered under all of its key`() {
        var memo = Memo<Box>(capacity: 64)
        memo.remember(Self.key(1), Box(1))
        memo.remember(Self.key(1, model: 1), Box(2))
        memo.remember(Self.key(1, classes: 1), Box(3))
        #expect(memo.find(Self.key(1))?.number == 1)
        #expect(memo.find(Self.key(1, model: 1))?.number == 2)
        #expect(memo.find(Self.key(1, classes: 1))?.number == 3)
        #expect(memo.find(Self.key(2)) == nil)
    }

    @Test func `a memo is bounded and forgets`() {
        var memo = Memo<Box>(capacity: 64)
        for serial in 0..<10_000 as Range<UInt64> { memo.remember(Self.key(serial), Box(0)) }
        let kept = (0..<10_000 as Range<UInt64>).count { memo.find(Self.key($0)) != nil }
        #expect(kept > 0 && kept <= 64)
    }

    @Test func `the same question is answered by the same decision`() throws {
        let policies = try House.policies()
        let caller = try House.clinician(policies)
        var gate = Gate(policies: policies)
        var decisions: [Decision] = []
        for offset in [0, 1] as [Int64] {
            var context = House.context
            context.nowUnixMilliseconds += offset
            let admission = try gate.admit(
                caller, .infer, House.model("digits", in: policies), added: [], context: context)
            let permit = try gate.place(
                admission, gateRegion: RegionIndex(0), servingRegions: RegionSet(rawValue: 1))
            decisions.append(permit.decision)
        }
        #expect(decisions[0] === decisions[1])
    }

    @Test func `a policy that reads the time is asked every time`() throws {
        let policies = try House.policies(
            access: """
                permit (principal, action, resource)
                when { context.now < datetime("2026-01-01T00:00:01Z") };
                """)
        let caller = try House.clinician(policies)
        var gate = Gate(policies: policies)
        let model = House.model("digits", in: policies)
        var context = House.context
        _ = try gate.admit(caller, .infer, model, added: [], context: context)
        context.nowUnixMilliseconds += 1000
        #expect(throws: Refusal.accessDenied) {
            _ = try gate.admit(caller, .infer, model, added: [], context: context)
        }
    }

    @Test func `a policy that reads the source address is asked every time`() throws {
        let policies = try House.policies(
            access: """
                permit (principal, action, resource)
                when { context.sourceAddress.isInRange(ip("10.0.0.0/8")) };
                """)
        let caller = try House.clinician(policies)
        var gate = Gate(policies: policies)
        let model = House.model("digits", in: policies)
        var context = House.context
        _ = try gate.admit(caller, .infer, model, added: [], context: context)
        context.sourceAddress = SourceAddress(isIPv4: true, high: 0, low: 0xc0a8_0001)
        #expect(throws: Refusal.accessDenied) {
            _ = try gate.admit(caller, .infer, model, added: [], context: context)
        }
        context.sourceAddress = nil
        #expect(throws: Refusal.accessDenied) {
            _ = try gate.admit(caller, .infer, model, added: [], context: context)
        }
    }

    @Test func `callers whom policies cannot tell apart share a decision`() throws {
        let policies = try House.policies()
        var gate = Gate(policies: policies)
        var decisions: [Decision] = []
        for (serial, roles) in [
            (1, ["clinician"]), (2, ["clinician"]), (3, ["clinician", "analyst"]),
        ]
            as [(UInt64, [String])]
        {
            let caller = try #require(
                Caller.assumed(
                    name: "ward", tenant: "clinic", roles: roles, policies: policies, serial: serial
                )
            )
            let admission = try gate.admit(
                caller, .infer, House.model("digits", in: policies), added: [],
                context: House.context)
            let permit = try gate.place(
                admission, gateRegion: RegionIndex(0), servingRegions: RegionSet(rawValue: 1))
            decisions.append(permit.decision)
        }
        #expect(decisions[0] === decisions[1])
        #expect(decisions[0] !== decisions[2])
    }

    @Test func `another caller with the same name is asked anew`() throws {
        let policies = try House.policies()
        let model = House.model("digits", in: policies)
        var gate = Gate(policies: policies)
        let clinician = try House.clinician(policies, serial: 1)
        _ = try gate.admit(clinician, .infer, model, added: [], context: House.context)
        let other = try #require(
            Caller.assumed(
                name: "ward", tenant: "clinic", roles: [], policies: policies, serial: 2))
        #expect(throws: Refusal.accessDenied) {
            _ = try gate.admit(other, .infer, model, added: [], context: House.context)
        }
    }
}
