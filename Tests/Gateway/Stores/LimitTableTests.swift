// LimitTable: all or nothing, keys of any length, and refunds that give back exactly what was taken.
import Cedar
import Policy
import Runtime
import Testing
import Wire

@testable import Gateway

@Suite struct LimitTableTests {
    private let now: UInt64 = 1_000_000_000_000

    private func rule(_ name: String, burst: UInt64, per: LimitRule.Dimensions) -> LimitRule {
        LimitRule(
            name: name, per: per,
            rate: GCRA(emissionIntervalNanoseconds: 1_000_000_000, burst: burst), scope: .local)
    }

    private func policies(_ limits: [LimitRule]) throws -> Policies {
        var contents = PolicyContents(
            access: try Cedar.PolicySet(parsing: "", fileName: "access.cedar"),
            residency: try Cedar.PolicySet(parsing: "", fileName: "residency.cedar"),
            schema: try Cedar.Schema(parsing: "entity Caller;", fileName: "schema.cedarschema"),
            identity: IdentityRules(authorities: [], mappings: [], issuers: [], binds: []))
        contents.tenants = ["clinic"]
        contents.models = ["digits", "triage"].map { name in
            Model(
                name: name, dataClassNames: [], groups: [],
                traffic: TrafficRule(
                    versions: [.init(name: "1", weight: 1)], salt: name,
                    totalTimeoutMilliseconds: 1_000, perTryTimeoutMilliseconds: 500))
        }
        contents.limits = limits
        return try Policies(contents, id: "set", sequence: 1)
    }

    /// How many of so many requests are admitted at one moment.
    private func admitted(
        _ count: Int, of name: String, _ model: UInt16, _ policies: Policies, _ cells: AtomicCells
    ) throws -> Int {
        let assumed = Caller.assumed(
            name: name, tenant: "clinic", roles: [], policies: policies, serial: 1)
        let caller = try #require(assumed)
        var table = LimitTable()
        var admitted = 0
        for _ in 0..<count {
            let outcome = table.charge(
                Array(policies.limits.indices), caller: caller,
                model: policies[ModelIndex(model)], policies: policies, cells: cells,
                nowNanoseconds: now)
            if case .admitted = outcome { admitted += 1 }
        }
        return admitted
    }

    @Test func `each caller and model has a counter of its own`() throws {
        let policies = try policies([rule("each", burst: 3, per: [.caller, .model])])
        let cells = AtomicCells(capacity: 64)
        #expect(try admitted(10, of: "ward", 0, policies, cells) == 3)
        #expect(try admitted(10, of: "ward", 1, policies, cells) == 3)
        #expect(try admitted(10, of: "desk", 0, policies, cells) == 3)
        #expect(try admitted(10, of: "ward", 0, policies, cells) == 0)
    }

    @Test func `callers with long names that differ at the end are told apart`() throws {
        let policies = try policies([rule("each", burst: 2, per: [.caller, .tenant, .model])])
        let cells = AtomicCells(capacity: 64)
        let long = String(repeating: "a", count: 200)
        #expect(try admitted(5, of: long + "1", 0, policies, cells) == 2)
        #expect(try admitted(5, of: long + "2", 0, policies, cells) == 2)
        #expect(try admitted(5, of: long + "1", 0, policies, cells) == 0)
    }

    @Test func `a refusal by one limit gives back what the others took`() throws {
        let policies = try policies([
            rule("tenant", burst: 5, per: [.tenant]), rule("caller", burst: 2, per: [.caller]),
        ])
        let cells = AtomicCells(capacity: 64)
        // Two pass; the other 98 must not eat the tenant's budget.
        #expect(try admitted(100, of: "ward", 0, policies, cells) == 2)
        #expect(try admitted(100, of: "desk", 0, policies, cells) == 2)
        #expect(try admitted(100, of: "door", 0, policies, cells) == 1)
    }

    @Test func `a full table refuses`() throws {
        let policies = try policies([rule("each", burst: 2, per: [.caller])])
        let cells = AtomicCells(capacity: 8)
        var passed = 0
        for number in 0..<100 { passed += try admitted(1, of: "c\(number)", 0, policies, cells) }
        #expect(passed >= 8 && passed <= 16)
    }
}
