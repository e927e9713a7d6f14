// `portcullis test`: asks every request of `tests/*.yaml`, and says what came of each.

import Policy

/// Runs the tests of a policy folder.
public enum PolicyTests {
    /// Loads the folder and asks every request of its tests; never touches the network.
    public static func run(directory: String) -> PolicyTestReport {
        do throws(PolicyLoadFault) {
            let loaded = try PolicyLoader.load(
                directory: directory, sequence: 0, namedFiles: .optional)
            return PolicyTestReport(
                policySet: loaded.policies.id,
                results: loaded.cases.enumerated().map { index, test in
                    PolicyTrial.run(test, loaded.policies, serial: UInt64(index + 1))
                }, diagnostics: loaded.warnings, isFolderMissing: false)
        } catch {
            return PolicyTestReport(
                policySet: nil, results: [], diagnostics: error.diagnostics,
                isFolderMissing: error.isFolderMissing)
        }
    }
}
