// Why a policy set was not loaded.

/// All that is wrong with the files of a policy set.
public struct PolicyLoadFault: Error, Sendable, CustomStringConvertible {
    /// The mistakes, by file, line and column; at least one is an error.
    public let diagnostics: [PolicyDiagnostic]
    /// Whether the folder itself is not there.
    public let isFolderMissing: Bool

    /// Writes every mistake and how many there are.
    public var description: String {
        let errors = diagnostics.count { $0.severity == .error }
        return (diagnostics.map(\.description) + [errors == 1 ? "1 error" : "\(errors) errors"])
            .joined(separator: "\n")
    }
}
