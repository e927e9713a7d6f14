// A Swift file as the house rules see it: its lines, and its code with comments and strings blanked.

/// The text of one file, and the same text with everything that is not code made blank.
struct SwiftText {
    let path: String
    let lines: [String]
    let codeLines: [String]

    init(path: String, text: String) {
        self.path = path
        lines = Self.lines(of: text)
        codeLines = Self.lines(of: Self.blanked(text))
    }

    /// The room a source file lies in, or nil outside `Sources`.
    var room: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }

    private static func lines(of text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// Makes comments and the inside of strings blank, and keeps every line where it was.
    static func blanked(_ text: String) -> String {
        var output: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            let end = endOfHidden(bytes, from: index)
            if end == index {
                output.append(bytes[index])
                index += 1
            } else {
                for byte in bytes[index..<end] { output.append(byte == 10 ? 10 : 32) }
                index = end
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Returns where the comment or string that begins here ends, or the same index if none begins.
    private static func endOfHidden(_ bytes: [UInt8], from start: Int) -> Int {
        if begins(bytes, "//", at: start) {
            return bytes[start...].firstIndex(of: 10) ?? bytes.count
        }
        if begins(bytes, "/*", at: start) { return endOfBlockComment(bytes, from: start) }
        var quote = start
        while quote < bytes.count, bytes[quote] == 35 { quote += 1 }
        guard quote < bytes.count, bytes[quote] == 34 else { return start }
        return endOfString(bytes, quote: quote, hashes: quote - start)
    }

    private static func endOfBlockComment(_ bytes: [UInt8], from start: Int) -> Int {
        var depth = 0
        var index = start
        repeat {
            if begins(bytes, "/*", at: index) { depth += 1; index += 2; continue }
            if begins(bytes, "*/", at: index) { depth -= 1; index += 2; continue }
            index += 1
        } while depth > 0 && index < bytes.count
        return min(index, bytes.count)
    }

    private static func endOfString(_ bytes: [UInt8], quote: Int, hashes: Int) -> Int {
        let fence = begins(bytes, "\"\"\"", at: quote) ? "\"\"\"" : "\""
        let close = fence + String(repeating: "#", count: hashes)
        let escape = "\\" + String(repeating: "#", count: hashes)
        var index = quote + fence.utf8.count
        while index < bytes.count {
            if begins(bytes, close, at: index) { return index + close.utf8.count }
            guard begins(bytes, escape, at: index) else { index += 1; continue }
            let next = index + escape.utf8.count
            // An interpolation may hold strings of its own.
            index =
                next < bytes.count && bytes[next] == 40 ? endOfParentheses(bytes, next) : next + 1
        }
        return bytes.count
    }

    private static func endOfParentheses(_ bytes: [UInt8], _ start: Int) -> Int {
        var depth = 0
        var index = start
        while index < bytes.count {
            let end = endOfHidden(bytes, from: index)
            if end > index { index = end; continue }
            if bytes[index] == 40 { depth += 1 }
            if bytes[index] == 41 { depth -= 1 }
            index += 1
            if depth == 0 { return index }
        }
        return index
    }

    private static func begins(_ bytes: [UInt8], _ text: String, at index: Int) -> Bool {
        bytes[index...].starts(with: text.utf8)
    }
}
