// The policy folder that this repository ships.

import Cedar
import Control
import Foundation
import Testing

@Suite struct ExamplePoliciesTests {
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "policies").path(percentEncoded: false)

    @Test func `the example's own tests all pass`() {
        let report = PolicyTests.run(directory: Self.folder)
        #expect(report.exitCode == 0, "\(report.text)")
        #expect(report.diagnostics.isEmpty)
        #expect(report.results.count > 5)
    }

    @Test(arguments: ["access.cedar", "residency.cedar"])
    func `switching off any one policy fails a test`(_ name: String) throws {
        let copy = NSTemporaryDirectory() + "example-\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: Self.folder, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let file = URL(filePath: copy + "/" + name)
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let policies = try PolicySet(parsing: text, fileName: name).policies
        #expect(policies.count > 2)
        for policy in policies {
            let off = String(policy.text.dropLast()) + "\nwhen { false };"
            let spoiled = text.replacingOccurrences(of: policy.text, with: off)
            try Data(spoiled.utf8).write(to: file)
            let report = PolicyTests.run(directory: copy)
            #expect(report.exitCode == 1, "\(policy.name ?? policy.id): \(report.text)")
        }
    }
}
