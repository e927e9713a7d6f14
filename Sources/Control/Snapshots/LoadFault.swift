// Why files could not be turned into a snapshot: every mistake, and how the program ends on them.

/// Everything that is wrong with a set of files.
struct LoadFault: Error, Sendable, CustomStringConvertible {
    let diagnostics: [PolicyDiagnostic]
    let status: ExitStatus

    /// One mistake after the other.
    var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
