// A position in a text that a person wrote.

/// Names a position in a source text.
public struct SourceLocation: Hashable, Sendable {
    /// Counts lines from 1.
    public let line: Int
    /// Counts Unicode scalars in the line from 1.
    public let column: Int
    /// Counts UTF-8 bytes from 0.
    public let offset: Int

    /// Creates a location.
    public init(line: Int, column: Int, offset: Int) {
        self.line = line
        self.column = column
        self.offset = offset
    }
}
