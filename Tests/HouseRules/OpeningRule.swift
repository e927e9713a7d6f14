// Every source file opens with a sentence that says what it is for.

/// Checks the first lines of a source file.
enum OpeningRule {
    static func findings(in file: SwiftText) -> [Finding] {
        // A placeholder of one line has nothing to explain yet.
        guard file.room != nil, file.lines.count > 1 else { return [] }
        let opening = file.lines.prefix { $0.hasPrefix("//") }
        let text = opening.map { $0.drop { $0 == "/" } }.joined().trimmingPrefix { $0 == " " }
        guard text.contains(" "), text.contains(".") || text.contains("?") else {
            return [
                Finding(
                    path: file.path, line: 1,
                    message: "a file opens with one `//` sentence that says what it is for, "
                        + "so that a reader knows whether to read on")
            ]
        }
        return []
    }
}
