// What was not admitted cannot be sent: programs that try do not compile.

import Foundation
import Testing

@Suite struct ForgeryTests {
    /// A program against the built modules, in front of which `start` stands.
    static let start = """
        import Policy
        func send(_ dispatch: consuming Dispatch) {}
        func admitted(_ gate: inout Gate, _ caller: Caller) throws(Refusal) -> Admission {
            try gate.admit(
                caller, .infer, ModelIndex(0), added: [],
                context: RequestContext(nowUnixMilliseconds: 0, sourceAddress: nil))
        }
        func placed(_ gate: inout Gate, _ admission: consuming Admission) throws(Refusal) -> Permit {
            try gate.place(admission, gateRegion: RegionIndex(0), servingRegions: [])
        }

        """

    /// Compiles a program and returns what the compiler says; empty when it is content.
    static func compile(_ program: String) throws -> String {
        let folder = URL(filePath: NSTemporaryDirectory()).appending(
            path: "forgery-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "forgery.swift")
        try Data((start + program).utf8).write(to: file)
        let modules = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(path: "Modules")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "swiftc", "-emit-sil", "-parse-as-library", "-o", "/dev/null", "-swift-version", "6",
            "-I",
            modules.path(percentEncoded: false), "-module-cache-path",
            folder.appending(path: "cache").path(percentEncoded: false),
            file.path(percentEncoded: false),
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let text = String(decoding: said, as: UTF8.self)
        return process.terminationStatus == 0 ? "" : text
    }

    @Test func `a program that asks the gate compiles`() throws {
        let said = try Self.compile(
            """
            func path(_ gate: inout Gate, _ caller: Caller) throws(Refusal) {
                let permit = try placed(&gate, try admitted(&gate, caller))
                if let dispatch = permit.dispatch(to: RegionIndex(0)) { send(dispatch) }
            }
            """)
        #expect(said.isEmpty, "\(said)")
    }

    @Test(arguments: [
        ("let forged = Dispatch(region: RegionIndex(0))", "inaccessible"),
        (
            "func f(_ d: Decision) { let p = Permit(model: ModelIndex(0), decision: d) }",
            "inaccessible"
        ),
        (
            """
            func f(_ c: Caller, _ d: Decision) {
                let a = Admission(
                    caller: c, action: .infer, model: ModelIndex(0), dataClasses: [], decision: d,
                    remembered: true)
            }
            """, "inaccessible"
        ),
        (
            """
            func twice(_ permit: borrowing Permit) {
                if let dispatch = permit.dispatch(to: RegionIndex(0)) {
                    send(dispatch)
                    send(dispatch)
                }
            }
            """, "consumed more than once"
        ),
        (
            """
            func skip(_ gate: inout Gate, _ caller: Caller) throws(Refusal) {
                let admission = try admitted(&gate, caller)
                if let dispatch = admission.dispatch(to: RegionIndex(0)) { send(dispatch) }
            }
            """, "has no member 'dispatch'"
        ),
        (
            """
            func again(_ gate: inout Gate, _ caller: Caller) throws(Refusal) {
                let admission = try admitted(&gate, caller)
                _ = try placed(&gate, admission)
                _ = try placed(&gate, admission)
            }
            """, "consumed more than once"
        ),
        (
            "func keep(_ permit: borrowing Permit) -> Permit { permit }",
            "borrowed and cannot be consumed"
        ),
    ])
    func `a program that skips a step does not compile`(_ program: String, _ reason: String) throws
    {
        let said = try Self.compile(program)
        #expect(said.contains(reason), "\(said)")
    }
}
