// A value of a file and where it stands there, for what is found wrong only later.

/// A value with its place in its file.
struct Placed<Value: Sendable>: Sendable {
    let value: Value
    /// The line, from 1.
    let line: Int
    /// The column, from 1.
    let column: Int
}
