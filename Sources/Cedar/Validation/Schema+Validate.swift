// Checks policies against a schema.

extension Schema {
    /// Returns what is wrong with a policy set, in the order of the text; empty when all is well.
    ///
    /// Finds what Cedar's strict validator finds. Policies that can never apply are warnings.
    public func validate(_ policies: PolicySet) -> [Diagnostic] {
        let validator = PolicyValidator(schema: self, environments: environments)
        return policies.policies.flatMap(validator.diagnostics)
    }
}
