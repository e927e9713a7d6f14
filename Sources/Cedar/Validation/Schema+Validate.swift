// Checks policies, entities and requests against a schema.

extension Schema {
    /// Returns what is wrong with a policy set, in the order of the text; empty when all is well.
    public func validate(_ policies: PolicySet) -> [Diagnostic] {
        policies.policies.flatMap { policy in
            var names = NameChecker(schema: self, policy: policy)
            names.check()
            return names.diagnostics
        }
    }
}
