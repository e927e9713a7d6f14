// Look-ups by bytes in the flat table of names.

import Policy
import Testing

@Suite struct NameTableTests {
    @Test func `every name is found at its position and no other is`() {
        let names = (0..<500).map { "model-\($0)" }
        let table = NameTable(names)
        for (index, name) in names.enumerated() {
            #expect(table.find(Array(name.utf8).span) == index)
        }
        for other in ["", "model-", "model-500", "Model-1", "model-1 "] {
            #expect(table.find(Array(other.utf8).span) == nil)
        }
    }

    @Test func `an empty table finds nothing`() {
        #expect(NameTable([]).find(Array("a".utf8).span) == nil)
    }

    @Test func `a name that would be a path is none`() {
        #expect(!PolicyName.isValid(".") && !PolicyName.isValid(".."))
        #expect(PolicyName.isValid("..."))
    }

    @Test(arguments: [
        ("a", true), ("digits-eu", true), ("A.b_c-9", true), ("", false), ("a b", false),
        ("a/b", false), ("ä", false), (String(repeating: "a", count: 128), true),
        (String(repeating: "a", count: 129), false),
    ])
    func `a name is 1 to 128 of the plain characters`(_ name: String, _ valid: Bool) {
        #expect(PolicyName.isValid(name) == valid)
        #expect(PolicyName.isValid(Array(name.utf8).span) == valid)
    }
}
