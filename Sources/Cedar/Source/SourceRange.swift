// A half-open range of bytes in a source text.

/// Names the bytes of a source text that a syntax node covers.
struct SourceRange: Hashable, Sendable {
    var start: Int
    var end: Int

    /// Spans from the start of this range to the end of the other.
    func through(_ other: SourceRange) -> SourceRange {
        SourceRange(start: start, end: max(end, other.end))
    }
}
