// A set of policies, read from one text and evaluated together.

/// Holds the policies of one file.
public struct PolicySet: Sendable {
    /// Lists the policies in the order of the file.
    public let policies: [Policy]
    private let contextUse: ContextUse
    let scopes: ScopeIndex

    /// Parses a text; every fault in it is reported at once.
    public init(parsing text: String, fileName: String) throws(Diagnostics) {
        let source = SourceText(text, fileName: fileName)
        let policies = try PolicyParser.parse(source)
        let templates = policies.flatMap { policy in
            [policy.principal, policy.resource].compactMap(\.reference).filter {
                $0.entity == nil
            }
        }
        guard templates.isEmpty else {
            throw Diagnostics(
                templates.map {
                    source.diagnostic(
                        $0.range,
                        "a template is no policy: nothing fills `\(source.text($0.range))`",
                        suggestion: "write the entity here, as in `Type::\"id\"`")
                })
        }
        self.policies = policies
        contextUse = ContextUse(policies)
        scopes = ScopeIndex(policies)
    }

    /// Says whether any policy may read an attribute of the context; true when in doubt.
    public func readsContext(_ attribute: String) -> Bool { contextUse.mayRead(attribute) }
}
