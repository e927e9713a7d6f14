// Reads the three Cedar files, and checks their names against the schema and `entities.yaml`.

import Cedar

/// The Cedar part of a policy set.
struct CedarFiles {
    let schema: Schema
    let access: Cedar.PolicySet
    let residency: Cedar.PolicySet

    /// Entity types of the vocabulary, which a schema may add to and must not lack.
    static let requiredTypes = [
        "Caller", "DataClass", "Jurisdiction", "Model", "ModelGroup", "Region", "Role", "Tenant",
    ]
    /// Actions of the vocabulary.
    static let requiredActions = ["infer", "metadata", "explain", "process", "cache", "log"]

    init?(_ folder: PolicyFolder, _ entities: EntitiesFile, _ findings: Findings) {
        let schema = Self.parse(folder, "schema.cedarschema", findings) {
            (text, name) throws(Diagnostics) in try Schema(parsing: text, fileName: name)
        }
        var sets: [Cedar.PolicySet] = []
        for name in ["access.cedar", "residency.cedar"] {
            let set = Self.parse(folder, name, findings) { (text, name) throws(Diagnostics) in
                try Cedar.PolicySet(parsing: text, fileName: name)
            }
            guard let set, let file = folder.files[name] else { continue }
            sets.append(set)
            Self.checkNames(of: set, file, findings)
            EntityNames.check(file, entities, findings)
            for found in schema?.validate(set) ?? [] { findings.add(PolicyDiagnostic(found)) }
        }
        guard let schema, sets.count == 2 else { return nil }
        if let file = folder.files["schema.cedarschema"] {
            Self.checkVocabulary(schema, file, findings)
        }
        self.schema = schema
        access = sets[0]
        residency = sets[1]
    }

    private static func parse<Parsed>(
        _ folder: PolicyFolder, _ name: String, _ findings: Findings,
        _ parser: (String, String) throws(Diagnostics) -> Parsed
    ) -> Parsed? {
        guard let file = folder.files[name], let text = file.text else { return nil }
        do throws(Diagnostics) {
            return try parser(text, file.location)
        } catch {
            for found in error.all { findings.add(PolicyDiagnostic(found)) }
            return nil
        }
    }

    private static func checkNames(
        of set: Cedar.PolicySet, _ file: PolicyFile, _ findings: Findings
    ) {
        var seen: Set<String> = []
        for policy in set.policies {
            func note(
                _ message: String, _ suggestion: String, _ severity: PolicyDiagnostic.Severity
            ) {
                findings.add(
                    PolicyDiagnostic(
                        file: file.location, line: policy.location.line,
                        column: policy.location.column, severity: severity, message: message,
                        quotedLine: file.quote(line: policy.location.line), suggestion: suggestion))
            }
            guard let name = policy.name else {
                note(
                    "this policy has no name, so audit records call it \(policy.id)",
                    "write `@id(\"a-name\")` before it", .warning)
                continue
            }
            if name.isEmpty || name.utf8.count > 128 {
                note("the name of a policy has 1 to 128 bytes", "shorten it", .error)
            }
            if !seen.insert(name).inserted {
                note("a policy \"\(name)\" stands above already", "give it another @id", .error)
            }
        }
    }

    private static func checkVocabulary(
        _ schema: Schema, _ file: PolicyFile, _ findings: Findings
    ) {
        let actions = Set(schema.actionNames.filter { $0.type == "Action" }.map(\.id))
        let missing =
            requiredTypes.filter { !schema.entityTypeNames.contains($0) }
            .map { "entity \($0)" }
            + requiredActions.filter { !actions.contains($0) }.map { "action \($0)" }
        guard !missing.isEmpty else { return }
        findings.add(
            PolicyDiagnostic(
                file: file.location, line: 1, column: 1,
                message: "the gate's vocabulary lacks \(missing.joined(separator: ", "))",
                quotedLine: file.quote(line: 1),
                suggestion: "a set may add to the vocabulary; declare what is missing"))
    }
}
