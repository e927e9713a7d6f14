// Calls that are not made in this house, each with its reason.

/// Checks for the calls that a reviewer would otherwise have to look for.
enum BannedCallRule {
    struct Ban {
        let text: String
        /// The rooms it holds in; nil means all.
        let rooms: Set<String>?
        let reason: String
    }

    static let bans: [Ban] = [
        Ban(
            text: "fatalError(", rooms: nil,
            reason: "no input may stop the process; throw, or use a precondition for our own bugs"),
        Ban(text: "try!", rooms: nil, reason: "an error here would stop the process; handle it"),
        Ban(text: "as!", rooms: nil, reason: "a failed cast would stop the process; use as?"),
        Ban(
            text: "@unchecked Sendable", rooms: nil,
            reason: "the compiler must prove that nothing is shared; use Mutex, Atomic or a message"
        ),
        Ban(
            text: "nonisolated(unsafe)", rooms: nil,
            reason: "the compiler must prove that nothing is shared; use Mutex, Atomic or a message"
        ),
        Ban(
            text: "weak var", rooms: ["Gateway", "Wire", "Runtime"],
            reason: "it moves the count to a side table for life (70 ns a retain); "
                + "the parent lets go of the child instead"),
        Ban(
            text: "Task {", rooms: ["Gateway"],
            reason: "a task costs 1,100 ns and leaves the shard's thread; send a message"),
        Ban(
            text: "async", rooms: ["Gateway"],
            reason: "an actor hop costs 124 ns and leaves the shard's thread; send a message"),
    ]

    private static let printingRooms: Set = ["portcullis", "portcullis-worker"]

    static func findings(in file: SwiftText) -> [Finding] {
        guard let room = file.room else { return [] }
        var findings: [Finding] = []
        for (index, line) in file.codeLines.enumerated() {
            for ban in bans where ban.rooms?.contains(room) ?? true && says(ban.text, in: line) {
                findings.append(
                    Finding(
                        path: file.path, line: index + 1,
                        message: "`\(ban.text)` is not used here: \(ban.reason)"))
            }
            if says("print(", in: line), !mayPrint(file) {
                findings.append(
                    Finding(
                        path: file.path, line: index + 1,
                        message: "`print(` is for command files only: log, count or throw instead"))
            }
        }
        return findings + leftovers(in: file)
    }

    /// A command's file is named or filed after it.
    private static func mayPrint(_ file: SwiftText) -> Bool {
        guard let room = file.room else { return true }
        if printingRooms.contains(room) { return true }
        return ["Control", "Worker"].contains(room) && file.path.contains("Command")
    }

    private static func leftovers(in file: SwiftText) -> [Finding] {
        file.lines.enumerated().compactMap { index, line in
            // Spelled apart, so that this file may pass its own rule.
            let words = ["TO" + "DO", "FIX" + "ME"]
            guard let word = words.first(where: { says($0, in: line) }) else { return nil }
            return Finding(
                path: file.path, line: index + 1,
                message: "`\(word)` is not left behind: do it now, or open an issue")
        }
    }

    /// Tells whether a line holds the text, not as a part of longer words.
    static func says(_ text: String, in line: String) -> Bool {
        var rest = Substring(line)
        var before: Character = " "
        while let range = rest.firstRange(of: text) {
            if range.lowerBound > rest.startIndex {
                before = rest[rest.index(before: range.lowerBound)]
            }
            let after = range.upperBound < rest.endIndex ? rest[range.upperBound] : " "
            let startsWhole = !isWord(text.first) || !(isWord(before) || before == ".")
            let endsWhole = !isWord(text.last) || !isWord(after)
            if startsWhole, endsWhole { return true }
            before = rest[range.lowerBound]
            rest = rest[rest.index(after: range.lowerBound)...]
        }
        return false
    }

    private static func isWord(_ character: Character?) -> Bool {
        character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
    }
}
