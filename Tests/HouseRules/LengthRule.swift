// How long a file and a function may grow before they are cut in two.

/// Checks the length of files and functions.
enum LengthRule {
    static let maximumFileLines = 400
    static let maximumFunctionLines = 60

    static func findings(in file: SwiftText) -> [Finding] {
        var findings: [Finding] = []
        if file.lines.count > maximumFileLines {
            findings.append(
                Finding(
                    path: file.path, line: file.lines.count,
                    message: "a file has \(maximumFileLines) lines at most, this one "
                        + "\(file.lines.count): a type, a file; find the second one in it"))
        }
        for (line, count) in functions(in: file.codeLines) where count > maximumFunctionLines {
            findings.append(
                Finding(
                    path: file.path, line: line,
                    message: "a function has \(maximumFunctionLines) lines at most, this one "
                        + "\(count): a reader must see it whole"))
        }
        return findings
    }

    /// Returns the first line of every function with a body, and its number of lines.
    static func functions(in codeLines: [String]) -> [(line: Int, count: Int)] {
        codeLines.indices.compactMap { index in
            guard declaresFunction(codeLines[index]) else { return nil }
            return length(codeLines, from: index).map { (index + 1, $0) }
        }
    }

    private static func declaresFunction(_ line: String) -> Bool {
        var words = line.split(separator: " ")
        let modifiers: Set = [
            "public", "package", "internal", "fileprivate", "private", "static", "final",
            "override",
            "mutating", "consuming", "borrowing", "nonisolated", "convenience", "required", "class",
            "open", "indirect",
        ]
        while let first = words.first, first.hasPrefix("@") || modifiers.contains(String(first)) {
            words.removeFirst()
        }
        guard let first = words.first else { return false }
        return first == "func" || first == "deinit" || first.hasPrefix("init(")
            || first.hasPrefix("init?(") || first.hasPrefix("init<")
            || first.hasPrefix("subscript(")
    }

    private static func length(_ lines: [String], from start: Int) -> Int? {
        var round = 0
        var curly = 0
        for index in start..<lines.count {
            // A requirement of a protocol has no body: the next declaration or the end comes first.
            if index > start, curly == 0, round == 0, declaresFunction(lines[index]) { return nil }
            for character in lines[index] {
                switch character {
                case "(", "[": round += 1
                case ")", "]": round -= 1
                case "{" where round == 0 || curly > 0: curly += 1
                case "}" where round == 0 && curly == 0: return nil
                case "}" where curly > 0:
                    curly -= 1
                    if curly == 0 { return index - start + 1 }
                default: continue
                }
            }
        }
        return nil
    }
}
