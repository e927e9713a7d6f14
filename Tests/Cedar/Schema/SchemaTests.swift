// What schemas may say, and how faults in them are reported.

import Testing

@testable import Cedar

struct SchemaTests {
    static func faults(_ text: String) -> [String] {
        do {
            _ = try Schema(parsing: text, fileName: "s")
            return []
        } catch {
            return error.all.map { "\($0.location.line):\($0.location.column) \($0.message)" }
        }
    }

    @Test func `names resolve in their namespace first and then outside`() throws {
        let schema = try Schema(
            parsing: """
                entity Tenant;
                type Address = { city: String };
                namespace Hospital {
                    @doc("wards") entity Ward in [Ward, Tenant] = { at?: Address, "x y": Set<Ward> };
                    action "look up";
                    action read in ["look up"] appliesTo {
                        principal: Ward, resource: Tenant, context: Address,
                    };
                }
                """, fileName: "s")
        #expect(schema.entityTypeNames == ["Hospital::Ward", "Tenant"])
        let ward = try #require(schema.entityTypes["Hospital::Ward"])
        #expect(ward.ancestors == ["Hospital::Ward", "Tenant"])
        #expect(ward.attributes["x y"]?.type == .set(.entity("Hospital::Ward")))
        #expect(ward.attributes["at"]?.isRequired == false)
        let read = EntityUID(type: "Hospital::Action", id: "read")
        #expect(schema.actions[read]?.context["city"]?.type == .string)
        #expect(
            schema.actions[read]?.ancestors == [EntityUID(type: "Hospital::Action", id: "look up")])
    }

    @Test(arguments: [
        ("entity A in [B];", "1:14 there is no entity type `B`"),
        ("entity A = { x: Strin };", "1:17 there is no type `Strin`"),
        ("type T = { x: T };\nentity A;", "1:15 type `T` contains itself"),
        ("entity A; entity A;", "1:18 entity type `A` is declared twice"),
        (
            "action a in [b];\naction b in [a];",
            "1:8 action Action::\"a\" is in itself through its groups"
        ),
        ("entity A = { x: Long, x: Long };", "1:23 attribute `x` is declared twice"),
        ("type Long = String;", "1:6 `Long` is the name of a built-in type"),
        ("entity A; namespace N { entity A; }", "1:32 `A` is also declared outside any namespace"),
        (
            "action a appliesTo { principal: [] };",
            "1:33 an action with no principal applies to nothing"
        ),
        (
            "entity A; action a appliesTo { principal: A };",
            "1:20 `appliesTo` needs both `principal` and `resource`"
        ),
        ("entity in;", "1:8 `in` is a reserved word, expected the entity type's name"),
    ])
    func `a fault is reported where it stands`(text: String, expected: String) {
        #expect(Self.faults(text).first == expected)
    }

    @Test func `all faults of a text are reported`() {
        #expect(Self.faults("entity A = { x: X };\nentty B;\naction a in [c];").count == 1)
        #expect(Self.faults("entity A = { x: X };\naction a in [c];").count == 2)
    }
}
