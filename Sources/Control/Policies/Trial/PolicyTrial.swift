// Asks the requests of the tests of a real gate, and compares.

import Policy

/// What came of one request.
public struct PolicyTestResult: Sendable, Encodable {
    /// What the test shows.
    public let name: String
    /// The file and the line that it stands in.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// Whether all that was expected came.
    public let passed: Bool
    /// `allow` or `deny`, as expected.
    public let expected: String
    /// `allow` or `deny`, and the code of a refusal.
    public let got: String
    /// The policies that determined the decision.
    public let policies: [String]
    /// What differs, in words.
    public let differences: [String]
}

/// Runs test cases.
enum PolicyTrial {
    /// Asks one case; each gets a gate of its own, so that no test depends on another.
    static func run(_ test: PolicyCase, _ policies: Policies, serial: UInt64) -> PolicyTestResult {
        var outcome = Outcome()
        ask(test, policies, serial, &outcome)
        let differences = compare(test.expected, outcome)
        return PolicyTestResult(
            name: test.name, file: test.file, line: test.line, passed: differences.isEmpty,
            expected: test.expected.allowed ? "allow" : "deny",
            got: outcome.allowed ? "allow" : "deny " + (outcome.code ?? ""),
            policies: outcome.policies + (outcome.isPlaced ? outcome.residencyPolicies : []),
            differences: differences)
    }

    private struct Outcome {
        var allowed = false
        var code: String?
        var policies: [String] = []
        var residencyPolicies: [String] = []
        var process: [String] = []
        var cache: [String] = []
        var log: [String] = []
        var limits: [String] = []
        var errors: [String] = []
        var isPlaced = false
    }

    private static func ask(
        _ test: PolicyCase, _ policies: Policies, _ serial: UInt64, _ outcome: inout Outcome
    ) {
        var classes: DataClassSet = []
        for name in test.dataClasses {
            if let index = policies.dataClassIndex(named: name) { classes.insert(index) }
        }
        guard let model = policies.model(named: test.model),
            let caller = Caller.assumed(
                name: test.caller, tenant: test.tenant, roles: test.roles, policies: policies,
                serial: serial)
        else { return }
        outcome.limits = policies[model].limits.map { policies.limits[$0].name }.sorted()
        var serving: RegionSet = []
        for name in test.serving ?? policies.regions.map(\.name) {
            if let region = policies.region(named: name) { serving.insert(region) }
        }
        var gate = Gate(policies: policies, memoCapacity: 16)
        do throws(Refusal) {
            let admission = try gate.admit(
                caller, test.action, model, added: classes, context: test.context)
            outcome.isPlaced = true
            if let name = test.gate, let region = policies.region(named: name) {
                _ = try gate.place(admission, gateRegion: region, servingRegions: serving)
            } else {
                try gate.preview(admission)
            }
            outcome.allowed = true
        } catch {
            outcome.code = error.code.description
        }
        let decision = gate.lastDecision
        outcome.policies = decision.policies.sorted()
        outcome.residencyPolicies = decision.residencyPolicies
        outcome.process = policies.names(of: decision.process)
        outcome.cache = policies.names(of: decision.cache)
        outcome.log = policies.names(of: decision.log)
        outcome.errors = decision.errors
    }

    private static func compare(
        _ expected: PolicyCase.Expectation, _ outcome: Outcome
    ) -> [String] {
        var differences: [String] = []
        if expected.allowed != outcome.allowed {
            let got = outcome.allowed ? "allow" : "deny (\(outcome.code ?? "?"))"
            differences.append(
                "decision: expected \(expected.allowed ? "allow" : "deny"), got \(got)")
        }
        if let code = expected.code, code != outcome.code {
            differences.append("code: expected \(code), got \(outcome.code ?? "none")")
        }
        func compare(_ what: String, _ expected: [String]?, _ got: [String]) {
            guard let expected, expected != got else { return }
            func list(_ names: [String]) -> String { "[\(names.joined(separator: ", "))]" }
            differences.append("\(what): expected \(list(expected)), got \(list(got))")
        }
        compare("policies", expected.policies, outcome.policies)
        compare("residency_policies", expected.residencyPolicies, outcome.residencyPolicies)
        compare("process", expected.process, outcome.process)
        compare("cache", expected.cache, outcome.cache)
        compare("log", expected.log, outcome.log)
        compare("limits", expected.limits, outcome.limits)
        if !differences.isEmpty {
            differences += outcome.errors.map { "could not be evaluated: \($0)" }
        }
        return differences
    }
}
