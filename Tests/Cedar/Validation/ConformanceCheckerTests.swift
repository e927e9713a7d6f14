// Entities and requests that depart from the schema.

import Testing

@testable import Cedar

struct ConformanceCheckerTests {
    static func schema() throws -> Schema {
        try Schema(parsing: ValidationTests.schemaText, fileName: "s")
    }

    static let model = Entity(
        uid: EntityUID(type: "Model", id: "digits"),
        attributes: ["dataClasses": .set([.entity(EntityUID(type: "DataClass", id: "public"))])],
        parents: [EntityUID(type: "ModelGroup", id: "vision")])

    @Test func `declared entities with their actions conform`() throws {
        let schema = try Self.schema()
        let caller = Entity(
            uid: EntityUID(type: "Caller", id: "a"), attributes: ["name": .string("A")],
            tags: ["shift": .string("night")])
        let entities = try Entities([Self.model, caller] + schema.actionEntities)
        #expect(schema.validate(entities).isEmpty)
    }

    @Test(arguments: [
        (Entity(uid: EntityUID(type: "Modle", id: "x")), "did you mean `Model`?"),
        (Entity(uid: EntityUID(type: "Model", id: "x")), "`dataClasses` is missing"),
        (
            Entity(uid: model.uid, attributes: ["dataClasses": .set([.string("public")])]),
            "must be a DataClass"
        ),
        (
            Entity(uid: model.uid, attributes: ["dataClasses": .set([]), "b": .long(1)]),
            "`b` is not declared"
        ),
        (
            Entity(
                uid: model.uid, attributes: model.attributes,
                parents: [EntityUID(type: "Role", id: "r")]), "cannot be in Role::\"r\""
        ),
        (Entity(uid: EntityUID(type: "Level", id: "hihg")), "did you mean `high`?"),
        (Entity(uid: EntityUID(type: "Role", id: "r"), tags: ["a": .long(1)]), "have no tags"),
        (Entity(uid: EntityUID(type: "Action", id: "infer")), "differs from its declaration"),
    ])
    func `a departing entity is reported`(entity: Entity, words: String) throws {
        let faults = try Self.schema().validate(try Entities([entity]))
        #expect(faults.map(\.description).joined().contains(words), "\(faults)")
    }

    @Test func `a request must fit its action`() throws {
        let schema = try Self.schema()
        var request = Request(
            principal: EntityUID(type: "Caller", id: "a"),
            action: EntityUID(type: "Action", id: "infer"), resource: Self.model.uid,
            context: [
                "dataClasses": .set([]), "now": .datetime(unixMilliseconds: 0),
                "sourceAddress": .ip(IPNetwork(ipv4: 1)),
            ])
        #expect(schema.validate(request).isEmpty)
        request.context["now"] = .long(0)
        #expect(
            schema.validate(request).map(\.message) == [
                "context, attribute `now` must be a datetime, found a long"
            ])
        request.context["now"] = nil
        #expect(schema.validate(request).count == 1)
        request.resource = request.principal
        #expect(schema.validate(request).first?.suggestion == "it can be a Model")
        request.action = EntityUID(type: "Action", id: "infre")
        #expect(schema.validate(request).map(\.suggestion) == ["did you mean `Action::\"infer\"`?"])
    }
}
