// Where `unsafe` may be said: at the edges to C and to memory, so that the rest is proven safe.

/// Checks that `unsafe` is said only where the design lets it.
enum UnsafeRule {
    private static let never: Set = [
        "Cedar", "Policy", "Gateway", "portcullis", "portcullis-worker",
    ]
    private static let atTheEdge: Set = ["Control", "Worker"]

    static func findings(in file: SwiftText) -> [Finding] {
        guard let room = file.room, never.contains(room) || atTheEdge.contains(room) else {
            return []
        }
        let modules = file.codeLines.compactMap(ImportRule.importedModule)
        let doors: Set = ["Glibc", "CLinux", "COpenSSL", "COnnxRuntime"]
        let isEdge = modules.contains(where: doors.contains) || ImportRule.isWorkerEdge(file)
        if atTheEdge.contains(room), isEdge { return [] }
        return file.codeLines.enumerated().compactMap { index, line in
            guard BannedCallRule.says("unsafe", in: line) else { return nil }
            let why =
                never.contains(room)
                ? "\(room) never says unsafe: use a Span or value of Wire or Runtime"
                : "\(room) says unsafe only in files that import a C module or Glibc"
            return Finding(path: file.path, line: index + 1, message: why + " (DESIGN §3)")
        }
    }
}
