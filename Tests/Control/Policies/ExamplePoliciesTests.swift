// The policy folder that this repository ships.

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
        #expect(report.results.count > 5)
    }
}
