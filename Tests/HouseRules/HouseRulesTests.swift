// The house rules that the compiler does not check, applied to every file of the package.
import Foundation
import Testing

@Suite struct HouseRulesTests {
    private func report(_ findings: [Finding]) {
        for finding in findings { Issue.record("\(finding.description)") }
    }

    @Test func `imports point inward`() throws {
        let files = try Repository.files(under: "Sources")
        try #require(files.count > 30)
        report(files.flatMap(ImportRule.findings))
        let rooms = Set(files.compactMap(\.room))
        #expect(rooms == Set(ImportRule.table.keys), "a room joins the table of DESIGN §3 first")
    }

    @Test func `unsafe is said only at the edges`() throws {
        report(try Repository.files(under: "Sources").flatMap(UnsafeRule.findings))
    }

    @Test func `banned calls are not made`() throws {
        report(try Repository.files(under: "Sources").flatMap(BannedCallRule.findings))
    }

    @Test func `files and functions stay short`() throws {
        report(try Repository.files(under: "Sources").flatMap(LengthRule.findings))
        report(try Repository.files(under: "Tests").flatMap(LengthRule.findings))
    }

    @Test func `every source file opens with its purpose`() throws {
        report(try Repository.files(under: "Sources").flatMap(OpeningRule.findings))
    }

    @Test func `swift format has nothing to say`() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.currentDirectoryURL = Repository.root
        process.arguments = [
            "swift", "format", "lint", "--strict", "--recursive", "Sources", "Tests",
            "Package.swift",
        ]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = pipe
        try process.run()
        let output = String(
            decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let lines = output.split(separator: "\n")
        for line in lines.prefix(20) {
            let path = line.replacing(Repository.root.path + "/", with: "")
            Issue.record("\(path) (run: swift format -i --recursive Sources Tests Package.swift)")
        }
        #expect(process.terminationStatus == 0)
    }
}
