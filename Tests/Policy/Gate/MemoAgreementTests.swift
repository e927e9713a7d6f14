// A gate that remembers decides as one that never saw a request before.

import Testing

@testable import Policy

@Suite struct MemoAgreementTests {
    /// A small generator, so that a failure can be repeated.
    struct Numbers {
        var state: UInt64

        mutating func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
    }

    static let conditions = [
        "true", "context.dataClasses.contains(DataClass::\"health\")",
        "principal in Role::\"analyst\"", "principal in Tenant::\"bank\"",
        "context.now < datetime(\"2026-01-02\")", "context.sourceAddress.isLoopback()",
        "principal == Caller::\"a\"", "resource.absent == 1",
    ]

    static func policies(_ numbers: inout Numbers) throws -> Policies {
        func rules(_ scopes: [String], _ conditions: [String]) -> String {
            (0..<(1 + numbers.below(4))).map { _ in
                let effect = numbers.below(3) == 0 ? "forbid" : "permit"
                let scope = scopes[numbers.below(scopes.count)]
                let condition = conditions[numbers.below(conditions.count)]
                return "\(effect) (principal, action, \(scope)) when { \(condition) };"
            }.joined(separator: "\n")
        }
        let access = rules(
            ["resource", "resource == Model::\"digits\"", "resource in ModelGroup::\"vision\""],
            conditions)
        let residency = rules(
            ["resource", "resource in Jurisdiction::\"AE\"", "resource in Jurisdiction::\"EU\""],
            conditions.filter { !$0.contains("now") && !$0.contains("source") })
        return try House.policies(access: access, residency: residency)
    }

    struct Outcome: Equatable {
        var refusal: Refusal?
        var policies: [String] = []
        var residencyPolicies: [String] = []
        var sets: [RegionSet] = []

        init(
            _ gate: inout Gate, _ caller: Caller, _ action: ModelAction, _ model: ModelIndex,
            _ added: DataClassSet, _ context: RequestContext
        ) {
            do throws(Refusal) {
                let admission = try gate.admit(
                    caller, action, model, added: added, context: context)
                let permit = try gate.place(
                    admission, gateRegion: RegionIndex(0), servingRegions: RegionSet(rawValue: 3))
                sets = [permit.process, permit.cache, permit.log]
            } catch {
                refusal = error
            }
            policies = gate.lastDecision.policies
            residencyPolicies = gate.lastDecision.residencyPolicies
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `remembering changes no decision`(_ seed: UInt64) throws {
        var numbers = Numbers(state: seed)
        let policies = try Self.policies(&numbers)
        var callers: [Caller] = []
        for serial in 1...6 as ClosedRange<UInt64> {
            let roles = [[], ["analyst"], ["clinician", "analyst"]][numbers.below(3)]
            let caller = Caller.assumed(
                name: ["a", "b"][numbers.below(2)], tenant: ["bank", "clinic"][numbers.below(2)],
                roles: roles, dataClasses: DataClassSet(rawValue: UInt64(numbers.below(2))),
                policies: policies, serial: serial)
            callers.append(try #require(caller))
        }
        var remembering = Gate(policies: policies, memoCapacity: 8)
        for _ in 0..<200 {
            let caller = callers[numbers.below(callers.count)]
            let action = ModelAction.allCases[numbers.below(3)]
            let model = ModelIndex(UInt16(numbers.below(2)))
            let added = DataClassSet(rawValue: UInt64(numbers.below(4)))
            let context = RequestContext(
                nowUnixMilliseconds: House.context.nowUnixMilliseconds
                    + Int64(numbers.below(3)) * 86_400_000,
                sourceAddress: SourceAddress(
                    isIPv4: true, high: 0, low: numbers.below(2) == 0 ? 0x7f00_0001 : 0x0a00_0001))
            var fresh = Gate(policies: policies, memoCapacity: 8)
            let first = Outcome(&remembering, caller, action, model, added, context)
            let second = Outcome(&fresh, caller, action, model, added, context)
            #expect(first == second)
        }
    }
}
