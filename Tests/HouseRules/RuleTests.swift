// The rules themselves: each finds what it is for, and nothing else.
import Testing

@Suite struct RuleTests {
    private func file(_ room: String, _ text: String, name: String = "Thing.swift") -> SwiftText {
        SwiftText(path: "Sources/\(room)/\(name)", text: text)
    }

    @Test(arguments: [
        ("import Wire", "Wire"), ("public import struct Foundation.Data", "Foundation"),
        ("@testable import Policy", "Policy"), ("  internal import CLinux", "CLinux"),
        ("@preconcurrency public import Yams;", "Yams"),
    ])
    func `imports are read in every form`(line: String, module: String) {
        #expect(ImportRule.importedModule(line) == module)
    }

    @Test func `an import outside the table is found`() {
        #expect(ImportRule.findings(in: file("Cedar", "import Foundation")).count == 1)
        #expect(
            ImportRule.findings(in: file("Gateway", "let x = 1\nimport Glibc")).first?.line == 2)
        #expect(ImportRule.findings(in: file("Gateway", "// import Glibc\nimport Wire")).isEmpty)
        #expect(ImportRule.findings(in: file("Worker", "import Glibc")).count == 1)
    }

    @Test func `unsafe is found in code and not in words`() {
        #expect(UnsafeRule.findings(in: file("Policy", "let x = unsafe y")).count == 1)
        #expect(
            UnsafeRule.findings(in: file("Policy", "// unsafe\nlet unsafely = \"unsafe\"")).isEmpty)
        #expect(UnsafeRule.findings(in: file("Control", "let x = unsafe y")).count == 1)
        #expect(UnsafeRule.findings(in: file("Control", "import Glibc\nlet x = unsafe y")).isEmpty)
    }

    @Test(arguments: [
        "try! x()", "x as! Y", "fatalError()", "final class A: @unchecked Sendable {}",
        "weak var x: Y?", "Task { }", "func f() async {}", "print(x)", "// TO" + "DO later",
        "nonisolated(unsafe) var x = 1",
    ])
    func `a banned call is found`(code: String) {
        #expect(BannedCallRule.findings(in: file("Gateway", code)).isEmpty == false)
    }

    @Test(arguments: [
        "try x()", "let asynchronous = 1", "sprint(x)", "x.print(y)",
        "let s = \"try! \\(a + \"as!\")\"",
        "/* try! /* as! */ fatalError() */", "let weaken = 1",
    ])
    func `what only looks like a banned call is not`(code: String) {
        #expect(BannedCallRule.findings(in: file("Gateway", code)).isEmpty)
    }

    @Test func `printing is for commands`() {
        #expect(BannedCallRule.findings(in: file("portcullis", "print(1)")).isEmpty)
        #expect(BannedCallRule.findings(in: file("Control", "print(1)")).count == 1)
        let command = file("Control", "print(1)", name: "CheckCommand.swift")
        #expect(BannedCallRule.findings(in: command).isEmpty)
    }

    @Test func `lengths are counted from the declaration to its last brace`() {
        let body = String(repeating: "    x()\n", count: 59)
        let long = "func a(\n    b: () -> Void = {}\n) {\n" + body + "}\n"
        #expect(
            LengthRule.functions(in: SwiftText(path: "a", text: long).codeLines).map(\.count) == [
                63
            ])
        #expect(LengthRule.findings(in: file("Wire", long)).count == 1)
        let short = "protocol P {\n    func a()\n    init(x: Int)\n}\nfunc b() { c(\"}\") }\n"
        let found = LengthRule.functions(in: SwiftText(path: "a", text: short).codeLines)
        #expect(found.map(\.line) == [5] && found.map(\.count) == [1])
        #expect(
            LengthRule.findings(in: file("Wire", String(repeating: "\n", count: 401))).count == 1)
    }

    @Test func `an opening sentence is asked for`() {
        #expect(OpeningRule.findings(in: file("Wire", "import Glibc\n\n")).count == 1)
        #expect(OpeningRule.findings(in: file("Wire", "// Wire\nimport X")).count == 1)
        #expect(OpeningRule.findings(in: file("Wire", "// Says what it is for.\nimport X")).isEmpty)
    }
}
