// One more entity among many: the same answers as from all of them at once.

import Cedar
import Testing

@Suite struct EntitiesAddingTests {
    static func uid(_ id: String) -> EntityUID { EntityUID(type: "E", id: id) }

    static func entity(_ id: String, in parents: [String]) -> Entity {
        Entity(uid: uid(id), parents: parents.map { uid($0) })
    }

    static let host = [
        entity("a", in: ["b"]), entity("b", in: ["c"]), entity("d", in: ["absent"]),
        entity("c", in: []),
    ]

    @Test(arguments: [["a"], ["b", "d"], [], ["nobody"], ["a", "c"]])
    func `an added entity is in all that its parents are in`(_ parents: [String]) throws {
        let guest = Self.entity("guest", in: parents)
        let added = try Entities(Self.host).adding(guest)
        let whole = try Entities(Self.host + [guest])
        let names = ["a", "b", "c", "d", "guest", "absent"].map { Self.uid($0) }
        for left in names {
            #expect(added.ancestors(of: left) == whole.ancestors(of: left))
            #expect((added[left] == nil) == (whole[left] == nil))
            for right in names {
                #expect(added.isMember(left, of: right) == whole.isMember(left, of: right))
            }
        }
        #expect(added.all.count == 5)
    }

    @Test func `an entity that others are in already joins them all`() throws {
        let added = try Entities(Self.host).adding(Self.entity("absent", in: ["a"]))
        #expect(added.isMember(Self.uid("d"), of: Self.uid("c")))
    }

    @Test func `repeated entities and cycles are refused`() throws {
        let host = try Entities(Self.host)
        #expect(throws: EntitiesError.self) { try host.adding(Self.entity("a", in: [])) }
        #expect(throws: EntitiesError.self) { try host.adding(Self.entity("x", in: ["x"])) }
        #expect(throws: EntitiesError.self) { try host.adding(Self.entity("absent", in: ["d"])) }
        let twice = try host.adding(Self.entity("x", in: [])).adding(Self.entity("y", in: ["x"]))
        #expect(twice.isMember(Self.uid("y"), of: Self.uid("x")))
        #expect(throws: EntitiesError.self) { try twice.adding(Self.entity("x", in: [])) }
    }
}
