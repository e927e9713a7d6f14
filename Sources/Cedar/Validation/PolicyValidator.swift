// Validates one policy: its names, its scope, and its types in every environment.

/// Collects what is wrong with a policy.
struct PolicyValidator {
    let schema: Schema
    let environments: [RequestEnvironment]

    func diagnostics(_ policy: Policy) -> [Diagnostic] {
        var names = NameChecker(schema: schema, policy: policy)
        names.check()
        var all = names.diagnostics
        if all.isEmpty,
            let finding = ApplicabilityChecker(schema: schema, policy: policy).diagnostic
        {
            all.append(finding)
        }
        var seen: Set<TypeChecker.Finding> = []
        var isPossible = false
        let condition = policy.condition
        for environment in environments {
            var checker = TypeChecker(
                schema: schema, environment: environment, source: policy.source)
            if checker.expect(.bool, condition, []).type != .alwaysFalse { isPossible = true }
            for finding in checker.findings where seen.insert(finding).inserted {
                all.append(
                    policy.source.diagnostic(
                        finding.range, finding.message, suggestion: finding.suggestion))
            }
        }
        if !isPossible && all.isEmpty {
            all.append(
                policy.source.diagnostic(
                    policy.range, "this policy can never apply: its condition is always false",
                    severity: .warning))
        }
        return all.sorted { $0.location.offset < $1.location.offset }
    }
}
