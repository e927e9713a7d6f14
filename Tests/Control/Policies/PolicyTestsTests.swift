// What `portcullis test` and `portcullis check` say.

import Control
import Foundation
import Testing

@Suite struct PolicyTestsTests {
    @Test func `a decision that is not the expected one fails with what differs`() throws {
        let folder = try PolicyFolderFixture()
        try folder.change("tests/access.yaml", "decision: allow", "decision: deny")
        try folder.change("tests/access.yaml", "process: [ae-dubai]", "process: [eu-frankfurt]")
        let report = PolicyTests.run(directory: folder.directory)
        #expect(report.exitCode == 1)
        #expect(report.failures == 1)
        #expect(
            report.results.first?.differences == [
                "decision: expected deny, got allow",
                "process: expected [eu-frankfurt], got [ae-dubai]",
            ])
        #expect(report.text.contains("FAIL  a clinician may ask  deny      allow"))
        #expect(report.text.hasSuffix("1 tests: 0 passed, 1 failed"))
    }

    @Test func `a test may say where the gate stands and who serves`() throws {
        let folder = try PolicyFolderFixture()
        try folder.change(
            "tests/access.yaml", "    expect: { decision: allow,",
            "    gate: ae-dubai\n    serving: [eu-frankfurt]\n"
                + "    expect: { decision: deny, code: residency_denied, residency_policies: [uae],"
        )
        let report = PolicyTests.run(directory: folder.directory)
        #expect(report.exitCode == 0, "\(report.text)")
        #expect(report.text.contains("deny residency_denied  clinicians-infer, uae"))
    }

    @Test func `tests need no keys and no certificates`() throws {
        let folder = try PolicyFolderFixture()
        try FileManager.default.removeItem(atPath: folder.root + "/ca.pem")
        try FileManager.default.removeItem(atPath: folder.root + "/jwks.json")
        #expect(PolicyTests.run(directory: folder.directory).exitCode == 0)
        #expect(PolicyCheck.run(directory: folder.directory).exitCode == 65)
    }

    @Test func `files with mistakes run no test`() throws {
        let folder = try PolicyFolderFixture()
        try folder.change("access.cedar", "permit", "pemit")
        let report = PolicyTests.run(directory: folder.directory)
        #expect(report.exitCode == 65)
        #expect(report.results.isEmpty)
        #expect(report.text.contains("access.cedar:2:1: error: "))
    }

    @Test func `reports are JSON for programs`() throws {
        let folder = try PolicyFolderFixture()
        let report = PolicyTests.run(directory: folder.directory)
        let test = try #require(
            JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
        #expect((test["policy_set"] as? String)?.count == 64)
        let results = try #require(test["results"] as? [[String: Any]])
        #expect(results.first?["passed"] as? Bool == true)
        try folder.change("limits.yaml", "rate: 100/s", "rate: fast")
        let check = try #require(
            JSONSerialization.jsonObject(
                with: Data(PolicyCheck.run(directory: folder.directory).json.utf8))
                as? [String: Any])
        let mistakes = try #require(check["diagnostics"] as? [[String: Any]])
        #expect(mistakes.first?["line"] as? Int == 2)
        #expect(mistakes.first?["severity"] as? String == "error")
    }

    @Test func `a check that finds nothing says what there is`() throws {
        let folder = try PolicyFolderFixture()
        let report = PolicyCheck.run(directory: folder.directory)
        #expect(report.exitCode == 0)
        #expect(report.text.contains("in order; set \(report.policySet ?? "?")"))
        #expect(report.text.contains("2 access policies, 1 residency policies, 2 models"))
    }
}
