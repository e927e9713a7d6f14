// What the validator finds, and how it says so.

import Testing

@testable import Cedar

/// Validates policies against the vocabulary of a small hospital.
struct ValidationTests {
    static let schemaText = """
        entity Tenant, Role, DataClass, ModelGroup;
        entity Caller in [Tenant, Role] = { age?: Long, name: String } tags String;
        entity Model in [ModelGroup] = { dataClasses: Set<DataClass> };
        entity Level enum ["low", "high"];
        action use;
        action infer, metadata in [use] appliesTo {
            principal: Caller, resource: Model,
            context: { dataClasses: Set<DataClass>, now: datetime, sourceAddress: ipaddr }
        };
        action administer appliesTo { principal: [Caller], resource: [Tenant] };
        """

    static func findings(_ policy: String) throws -> [Diagnostic] {
        let schema = try Schema(parsing: schemaText, fileName: "schema.cedarschema")
        return schema.validate(try PolicySet(parsing: policy, fileName: "access.cedar"))
    }

    @Test(arguments: [
        "principal has age && principal.age > 3",
        "context.sourceAddress.isInRange(ip(\"10.0.0.0/8\"))",
        "if principal has age then principal.age == 1 else false",
        "resource.dataClasses.containsAny(context.dataClasses)",
        "principal.hasTag(\"shift\") && principal.getTag(\"shift\") like \"n*\"",
        "context.now < datetime(\"2026-01-01\").offset(duration(\"1h\"))",
        "principal in [Role::\"a\", Role::\"b\"]", "action in Action::\"use\"",
        "!(context has missing) || context.missing == 1",
    ])
    func `a well typed condition passes`(condition: String) throws {
        let found = try Self.findings(
            "permit (principal, action == Action::\"infer\", resource) when { \(condition) };")
        #expect(found.isEmpty)
    }

    @Test(arguments: [
        ("principal.age > 3", "optional"), ("principal.aeg == 3", "did you mean `age`?"),
        ("context.now == \"2026-01-01\"", "datetime(\"…\")"), ("1 < \"a\"", "cannot be compared"),
        ("principal in Rol::\"a\"", "did you mean `Role`?"), ("[] == [1]", "empty set"),
        ("[1, \"a\"].contains(1)", "must have one type"), ("principal.name + 1 == 2", "Long"),
        ("ip(principal.name).isIpv4()", "in quotes"), ("ip(\"1.2.3\").isIpv4()", "no ipaddr"),
        ("principal.getTag(\"shift\") == \"x\"", "hasTag"), ("action == Action::\"infr\"", "infer"),
        ("Level::\"hihg\" == Level::\"low\"", "did you mean"), ("\"a\"", "must be a Bool"),
        ("context.sourceAddress.isInRange(\"10.0.0.0/8\")", "ip("),
        ("(if context.now == context.now then 1 else \"a\") == 1", "branches"),
        ("context.dataClasses.contains(\"health\")", "DataClass::"),
    ])
    func `an ill typed condition is reported with advice`(
        condition: String, words: String
    ) throws {
        let found = try Self.findings(
            "permit (principal, action == Action::\"infer\", resource) when { \(condition) };")
        let text = found.map(\.description).joined(separator: "\n")
        #expect(found.contains { $0.severity == .error })
        #expect(text.contains(words), "\(text)")
    }

    @Test func `a scope that no action can meet is an error`() throws {
        let found = try Self.findings(
            "permit (principal, action == Action::\"infer\", resource == Tenant::\"a\");")
        #expect(
            found.map(\.message) == [
                "no action applies to the principals and resources of this scope"
            ])
        #expect(found.first?.suggestion == "the resource can be of type Model")
    }

    @Test func `a policy that is never true is a warning`() throws {
        let found = try Self.findings(
            "permit (principal, action, resource) when { principal is Role };")
        #expect(found.map(\.severity) == [.warning])
    }

    @Test func `a finding names file, line and column and quotes the line`() throws {
        let found = try Self.findings(
            "permit (principal, action, resource)\nwhen { principal in Rol::\"clinician\" };")
        #expect(
            found.first?.description == """
                access.cedar:2:21: error: there is no entity type `Rol`
                  2 | when { principal in Rol::"clinician" };
                    |                     ^~~~~~~~~~~~~~~~
                    = did you mean `Role`?
                """)
    }
}
