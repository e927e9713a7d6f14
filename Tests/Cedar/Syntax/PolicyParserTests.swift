// What policies may say, and how faults in them are reported.

import Testing

@testable import Cedar

struct PolicyParserTests {
    static func faults(_ text: String) -> [String] {
        do {
            _ = try PolicySet(parsing: text, fileName: "p")
            return []
        } catch {
            return error.all.map { "\($0.location.line):\($0.location.column) \($0.message)" }
        }
    }

    static func condition(_ text: String) -> String {
        "permit (principal, action, resource) when { \(text) };"
    }

    @Test func `annotations, scopes and texts are kept`() throws {
        let set = try PolicySet(
            parsing: """
                // first
                @id("a") @note permit (principal is N::User in N::Group::"g", action, resource,);
                forbid (principal == User::"a\\"b", action in [Action::"x", N::Action::"y",], resource)
                  when { 1 == 1 } unless { false };
                """, fileName: "p")
        #expect(set.policies.map(\.id) == ["policy0", "policy1"])
        #expect(set.policies[0].name == "a")
        #expect(set.policies[0].annotation("note") == "")
        #expect(set.policies[0].location.line == 2)
        #expect(set.policies[1].text.hasPrefix("forbid (") && set.policies[1].text.hasSuffix(";"))
        #expect(set.policies[1].conditions.map(\.isWhen) == [true, false])
    }

    @Test(arguments: [
        (
            "permt (principal, action, resource);",
            "1:1 expected `permit` or `forbid`, found `permt`"
        ),
        ("permit (principal, resource);", "1:20 expected `action` in the scope, found `resource`"),
        ("permit (principal = User::\"a\", action, resource);", "1:19 `=` is not an operator"),
        (
            "permit (principal, action, resource)",
            "1:37 expected `when`, `unless` or `;`, found the end of the file"
        ),
        (
            "permit (principal == ?principal, action, resource);",
            "1:22 a template is no policy: nothing fills `?principal`"
        ),
        (
            "permit (principal, action == User::\"a\", resource);",
            "1:30 `User::\"a\"` is not an action"
        ),
        (condition("1 < 2 < 3"), "1:51 comparisons cannot be chained"),
        (condition("principl.x"), "1:45 `principl` is not a variable"),
        (condition("9223372036854775808 > 0"), "1:45 this number does not fit into 64 bits"),
        (condition("\"a"), "1:45 this string has no closing quote"),
        (condition("\"\\q\" == \"\""), "1:46 unknown escape"),
        (condition("{a: 1, a: 2} == {}"), "1:52 attribute `a` stands twice in this record"),
        (condition("[1].containss(1)"), "1:49 there is no method `containss`"),
        (condition("ipp(\"1.2.3.4\")"), "1:45 there is no function `ipp`"),
        (condition("!!!!!true"), "1:45 more than four unary operators in a row"),
        (condition("1 & 2"), "1:47 `&` does not belong here"),
        (
            condition("context.if"),
            "1:53 `if` is a reserved word, expected an attribute name after `.` or a method name after `.`"
        ),
    ])
    func `a fault is reported where it stands`(text: String, expected: String) {
        #expect(Self.faults(text).first?.prefix(40) == expected.prefix(40))
    }

    @Test func `several faults are reported at once`() {
        #expect(
            Self.faults("permt (principal);\npermit (principal, action, resource);\nforbid ();")
                .count == 2)
    }

    @Test func `deep nesting is refused, not followed`() {
        let deep = String(repeating: "(", count: 5000) + "1" + String(repeating: ")", count: 5000)
        #expect(Self.faults(Self.condition(deep)).first?.contains("levels deep") == true)
        let chain = "context" + String(repeating: ".a", count: 5000)
        #expect(Self.faults(Self.condition(chain)).first?.contains("steps deep") == true)
        let sums = "1" + String(repeating: " + 1", count: 5000) + " == 1"
        #expect(Self.faults(Self.condition(sums)).first?.contains("steps deep") == true)
    }

    @Test func `what of the context is read is known, or taken for everything`() throws {
        func set(_ condition: String) throws -> PolicySet {
            try PolicySet(parsing: Self.condition(condition), fileName: "p")
        }
        let named = try set("context.now == context[\"b c\"] && context has d.e")
        #expect(["now", "b c", "d"].allSatisfy(named.readsContext))
        #expect(!named.readsContext("e") && !named.readsContext("hour"))
        #expect(try set("context == {}").readsContext("anything"))
        #expect(try !set("principal has now").readsContext("now"))
    }
}
