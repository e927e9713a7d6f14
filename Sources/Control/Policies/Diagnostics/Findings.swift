// Collects the mistakes of all files, so that all are reported at once.

/// A growing list of mistakes, bounded so that a hopeless file does not fill the screen.
final class Findings {
    /// The most mistakes that are kept.
    static let maximum = 200

    private(set) var all: [PolicyDiagnostic] = []

    func add(_ diagnostic: PolicyDiagnostic) {
        guard all.count < Self.maximum, !all.contains(diagnostic) else { return }
        all.append(diagnostic)
    }

    var hasErrors: Bool { all.contains { $0.severity == .error } }

    var sorted: [PolicyDiagnostic] { all.sorted(by: PolicyDiagnostic.precedes) }
}
