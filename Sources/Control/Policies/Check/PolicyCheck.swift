// `portcullis check`: says everything that is wrong with a policy folder, or that it is in order.

import Cedar
import Policy

/// Checks a policy folder.
public enum PolicyCheck {
    /// Loads the folder as the gate would, with the files that it names.
    public static func run(directory: String) -> PolicyCheckReport {
        do throws(PolicyLoadFault) {
            let loaded = try PolicyLoader.load(directory: directory, sequence: 0)
            return PolicyCheckReport(directory: directory, loaded)
        } catch {
            return PolicyCheckReport(directory: directory, error)
        }
    }
}

/// The outcome of a check.
public struct PolicyCheckReport: Sendable, Encodable {
    /// The folder that was checked.
    public let directory: String
    /// The id of the set, where it would load.
    public let policySet: String?
    /// Mistakes and warnings, by file, line and column.
    public let diagnostics: [PolicyDiagnostic]
    private let summary: String
    private let isFolderMissing: Bool

    private enum CodingKeys: String, CodingKey {
        case directory
        case policySet
        case diagnostics
    }

    init(directory: String, _ loaded: LoadedPolicies) {
        let policies = loaded.policies
        self.directory = directory
        policySet = policies.id
        diagnostics = loaded.warnings
        isFolderMissing = false
        let counts = [
            (policies.access.policies.count, "access policies"),
            (policies.residency.policies.count, "residency policies"),
            (policies.models.count, "models"), (policies.regions.count, "regions"),
            (policies.tenants.count, "tenants"), (policies.limits.count, "limits"),
            (loaded.cases.count, "tests"),
        ]
        summary =
            "\(directory): in order; set \(policies.id)\n  "
            + counts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    init(directory: String, _ fault: PolicyLoadFault) {
        self.directory = directory
        policySet = nil
        diagnostics = fault.diagnostics
        isFolderMissing = fault.isFolderMissing
        let errors = fault.diagnostics.count { $0.severity == .error }
        summary = errors == 1 ? "1 error" : "\(errors) errors"
    }

    /// 0 when in order, 65 for files with mistakes, 66 for no folder.
    public var exitCode: Int32 {
        if policySet != nil { return 0 }
        return isFolderMissing ? 66 : 65
    }

    /// Every mistake with its line, and a summary.
    public var text: String {
        (diagnostics.map(\.description) + [summary]).joined(separator: "\n")
    }

    /// The same as JSON.
    public var json: String { ReportJSON.text(self) }
}
