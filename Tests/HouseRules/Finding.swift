// One breach of a house rule.

/// Where a rule is broken, which one, and why there is such a rule.
struct Finding: CustomStringConvertible {
    let path: String
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}
