// What `portcullis test` says, for people and for programs.

/// The outcome of all tests of a policy folder.
public struct PolicyTestReport: Sendable, Encodable {
    /// The id of the set that was asked, where it could be loaded.
    public let policySet: String?
    /// What came of each request, in the order of files and lines.
    public let results: [PolicyTestResult]
    /// Mistakes that kept the set from loading, or warnings.
    public let diagnostics: [PolicyDiagnostic]
    let isFolderMissing: Bool

    private enum CodingKeys: String, CodingKey {
        case policySet = "policy_set"
        case results
        case diagnostics
    }

    /// How many requests did not get what they must.
    public var failures: Int { results.count { !$0.passed } }

    /// 0 when all passed, 1 when some did not, 65 for files with mistakes, 66 for no folder.
    public var exitCode: Int32 {
        if policySet == nil { return isFolderMissing ? 66 : 65 }
        return failures == 0 ? 0 : 1
    }

    /// A table of the tests, and below it what differs.
    public var text: String {
        guard policySet != nil else {
            return PolicyLoadFault(diagnostics: diagnostics, isFolderMissing: isFolderMissing)
                .description
        }
        guard !results.isEmpty else { return "no tests: write some in tests/*.yaml" }
        let rows = results.map { result in
            [
                result.passed ? "pass" : "FAIL", result.name, result.expected, result.got,
                result.policies.joined(separator: ", "),
            ]
        }
        var lines = TextTable.lines(["", "test", "expected", "got", "determined by"], rows)
        for result in results where !result.passed {
            lines.append("")
            lines.append("\(result.file):\(result.line): FAIL: \(result.name)")
            lines += result.differences.map { "  \($0)" }
        }
        lines.append("")
        let passed = results.count - failures
        lines.append("\(results.count) tests: \(passed) passed, \(failures) failed")
        return lines.joined(separator: "\n")
    }

    /// The same as JSON.
    public var json: String { ReportJSON.text(self) }
}
