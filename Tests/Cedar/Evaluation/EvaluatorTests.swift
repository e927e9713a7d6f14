// Expressions and what they come to.

import Testing

@testable import Cedar

/// Evaluates conditions over one small hospital.
struct EvaluatorTests {
    static let alice = EntityUID(type: "User", id: "alice")

    static func outcome(of condition: String) throws -> String {
        let policies = try PolicySet(
            parsing: "permit (principal, action, resource) when { \(condition) };",
            fileName: "test.cedar")
        let entities = try Entities([
            Entity(
                uid: alice,
                attributes: ["age": .long(40), "address": .record(["city": .string("Dubai")])],
                parents: [EntityUID(type: "Role", id: "clinician")],
                tags: ["shift": .string("night")]),
            Entity(
                uid: EntityUID(type: "Role", id: "clinician"),
                parents: [EntityUID(type: "Role", id: "staff")]),
        ])
        let request = Request(
            principal: alice, action: EntityUID(type: "Action", id: "infer"),
            resource: EntityUID(type: "Model", id: "digits"),
            context: ["hour": .long(9), "from": .ip(IPNetwork(ipv4: 0x0A00_0001))])
        let response = policies.evaluate(request, entities)
        return response.errors.isEmpty ? response.decision.rawValue : "error"
    }

    @Test(arguments: [
        "1 + 2 * 3 == 7", "-9223372036854775808 < 0", "- - 3 == 3", "!(true && false) || false",
        "if 1 < 2 then true else 1 + \"x\" == 2", "true || 1 + true == 1",
        "principal in Role::\"staff\"", "principal in [Role::\"none\", Role::\"staff\"]",
        "principal is User", "principal is User in Role::\"clinician\"",
        "!(principal is Role in 3)", "resource in resource",
        "principal has age", "principal has address.city", "!(principal has address.street.x)",
        "principal[\"address\"].city == \"Dubai\"", "!(resource has age)",
        "principal.hasTag(\"shift\") && principal.getTag(\"shift\") == \"night\"",
        "!resource.hasTag(\"shift\")", "[1, 2, 2] == [2, 1]", "[1, \"a\"].contains(\"a\")",
        "[1, 2].containsAll([])", "[1].containsAny([2, 1])", "[].isEmpty()",
        "{a: 1, \"b c\": [2]}[\"b c\"].contains(2)", "{a: 1} != {a: 2}", "1 != \"1\"",
        "\"a*b\" like \"a\\*b\"", "\"axxb\" like \"a*b\"", "!(\"ab\" like \"a*bb\")",
        "\"\" like \"*\"", "\"é\" != \"e\\u{301}\"", "context.hour >= 8 && context.hour <= 17",
        "context.from.isInRange(ip(\"10.0.0.0/8\"))", "ip(\"127.0.0.1\").isLoopback()",
        "decimal(\"1.5\").lessThan(decimal(\"1.5001\"))",
        "decimal(\"-0.5\") == decimal(\"-0.5000\")",
        "datetime(\"2024-02-29\").toTime() == duration(\"0ms\")",
        "datetime(\"1969-12-31T23:59:59.999Z\").toTime() > duration(\"23h\")",
        "datetime(\"2024-01-01T00:00:00+0100\") < datetime(\"2024-01-01\")",
        "datetime(\"2024-01-01\").offset(duration(\"1d2h\")).toDate() == datetime(\"2024-01-02\")",
        "duration(\"-1d36h\").toHours() == -60",
        "datetime(\"2024-01-02\").durationSince(datetime(\"2024-01-01\")).toDays() == 1",
    ])
    func `a true condition allows`(condition: String) throws {
        #expect(try Self.outcome(of: condition) == "allow")
    }

    @Test(arguments: [
        "9223372036854775807 + 1 == 0", "-(-9223372036854775808) == 0", "1 && true",
        "principal.missing == 1", "resource.age == 1", "{a: 1}.b == 1", "1 < \"2\"",
        "[1] < [2]", "principal in [Role::\"staff\", 1]", "1 in principal", "1.isEmpty()",
        "principal.getTag(\"none\") == 1", "resource.getTag(\"none\") == 1", "1 like \"1\"",
        "ip(\"1.2.3.4.5\") == ip(\"1.2.3.4\")", "ip(\"::1.2.3.4\").isIpv6()",
        "decimal(\"1\") == decimal(\"1.0\")", "decimal(\"1.00001\") == decimal(\"1.0\")",
        "datetime(\"2023-02-29\") == datetime(\"2024-01-01\")", "duration(\"1h1d\").toDays() == 1",
        "duration(\"\").toDays() == 1", "\"a\".lessThan(decimal(\"1.0\"))", "1 is User",
        "ip(\"10.0.0.0/33\").isIpv4()", "ip(\"10.0.0.01\").isIpv4()",
        "(if 1 then true else false)", "[1].contains(1 + true)", "\"x\" has y",
    ])
    func `what cannot be evaluated is an error`(condition: String) throws {
        #expect(try Self.outcome(of: condition) == "error")
    }

    @Test func `a forbid outweighs permits and an error leaves its policy out`() throws {
        let policies = try PolicySet(
            parsing: """
                permit (principal, action, resource);
                @id("broken") permit (principal, action, resource) when { context.none };
                forbid (principal == User::"alice", action in [Action::"infer"], resource is Model)
                unless { context.hour > 9 };
                """, fileName: "test.cedar")
        #expect(policies.policies[1].name == "broken")
        var request = Request(
            principal: Self.alice, action: EntityUID(type: "Action", id: "infer"),
            resource: EntityUID(type: "Model", id: "digits"), context: ["hour": .long(9)])
        var response = policies.evaluate(request, Entities())
        #expect(response.decision == .deny)
        #expect(response.determining == [2])
        #expect(response.errors.map(\.policyIndex) == [1])
        request.context["hour"] = .long(10)
        response = policies.evaluate(request, Entities())
        #expect(response.decision == .allow)
        #expect(response.determining == [0])
    }
}
