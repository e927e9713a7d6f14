// All that is wrong with one source text.

/// Carries every finding of one parse, in order of position.
public struct Diagnostics: Error, Sendable, CustomStringConvertible {
    /// Lists the findings; never empty when thrown.
    public let all: [Diagnostic]

    init(_ all: [Diagnostic]) {
        self.all = all.sorted { $0.location.offset < $1.location.offset }
    }

    /// Writes the findings one after another.
    public var description: String { all.map(\.description).joined(separator: "\n") }
}
