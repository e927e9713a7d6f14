// The bounds on what a source text may contain.

/// Names the bounds that keep a hostile or broken text from exhausting memory or stack.
enum Limits {
    /// The largest source text, in bytes.
    static let maximumSourceBytes = 16 << 20
    /// The deepest nesting of expressions and types.
    static let maximumNesting = 128
    /// The deepest expression tree; chains such as `a + b + c` and `a.b.c` count one per link.
    static let maximumDepth = 400
    /// The most findings that one parse reports.
    static let maximumDiagnostics = 50
}
