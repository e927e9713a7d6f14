// The import table of the design: which room may know which other.

/// Checks every import against the table.
enum ImportRule {
    /// What each room may import; the doors to C have no entry, being no Swift.
    static let table: [String: Set<String>] = [
        "Cedar": [],
        "Policy": ["Cedar"],
        "Wire": ["CNghttp2", "COpenSSL", "CHiredis", "CJWT", "Glibc"],
        "Runtime": ["CLinux", "Glibc", "Synchronization"],
        "Gateway": ["Policy", "Wire", "Runtime", "Synchronization"],
        "Control": [
            "Cedar", "Policy", "Wire", "Runtime", "Gateway", "CLinux", "COpenSSL", "Glibc",
            "Synchronization", "Foundation", "Yams", "Logging", "ArgumentParser",
        ],
        "Worker": [
            "Wire", "Runtime", "COnnxRuntime", "Synchronization", "ArgumentParser", "Logging",
        ],
        "portcullis": ["Control", "ArgumentParser"],
        "portcullis-worker": ["Worker", "ArgumentParser"],
    ]

    static func findings(in file: SwiftText) -> [Finding] {
        guard let room = file.room, let base = table[room] else { return [] }
        let allowed = isWorkerEdge(file) ? base.union(["Glibc"]) : base
        return file.codeLines.enumerated().compactMap { index, line in
            guard let module = importedModule(line), !allowed.contains(module) else { return nil }
            return Finding(
                path: file.path, line: index + 1,
                message: "\(room) may not import \(module): imports point inward, and only "
                    + "\(allowed.sorted()) are open to it (DESIGN §3)")
        }
    }

    /// Tells whether a file of the worker is at its edge: the engine's memory, the repository's files.
    static func isWorkerEdge(_ file: SwiftText) -> Bool {
        file.path.hasPrefix("Sources/Worker/Engine/") || file.path.hasSuffix("/FileSystem.swift")
    }

    /// Returns the module that a line imports, whatever attributes and access level stand before.
    static func importedModule(_ line: String) -> String? {
        let words = line.split(whereSeparator: { " \t;".contains($0) }).map(String.init)
        guard let place = words.firstIndex(of: "import") else { return nil }
        let before = ["public", "package", "internal", "fileprivate", "private"]
        guard words[..<place].allSatisfy({ $0.hasPrefix("@") || before.contains($0) }) else {
            return nil
        }
        let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let rest = words[(place + 1)...].drop { kinds.contains($0) }
        return rest.first.flatMap { $0.split(separator: ".").first }.map(String.init)
    }
}
