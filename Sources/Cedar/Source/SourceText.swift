// A source text with its line table: turns byte ranges into positions and quoted lines.

/// Holds a source text and answers where in it a byte is.
struct SourceText: Sendable {
    let fileName: String
    let bytes: [UInt8]
    private let lineStarts: [Int]

    /// The longest stretch of a source line that a diagnostic quotes, in bytes.
    private static let maximumQuotedBytes = 240

    init(_ text: String, fileName: String) {
        self.fileName = fileName
        bytes = Array(text.utf8)
        var starts = [0]
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            starts.append(index + 1)
        }
        lineStarts = starts
    }

    func location(at offset: Int) -> SourceLocation {
        let offset = min(max(offset, 0), bytes.count)
        let line = lineIndex(containing: offset)
        return SourceLocation(
            line: line + 1, column: scalars(from: lineStarts[line], to: offset) + 1,
            offset: offset)
    }

    func text(_ range: SourceRange) -> String {
        String(decoding: bytes[range.start..<range.end], as: UTF8.self)
    }

    func diagnostic(
        _ range: SourceRange, _ message: String, suggestion: String? = nil,
        severity: Diagnostic.Severity = .error
    ) -> Diagnostic {
        let location = location(at: range.start)
        let start = lineStarts[location.line - 1]
        let lineEnd = endOfLine(from: start)
        // A very long line is quoted from a little before the position on.
        var quoteStart = start
        if location.offset - start > Self.maximumQuotedBytes / 2 {
            quoteStart = location.offset - Self.maximumQuotedBytes / 2
            while quoteStart < location.offset && isContinuation(quoteStart) { quoteStart += 1 }
        }
        let quoteEnd = min(lineEnd, quoteStart + Self.maximumQuotedBytes)
        let markEnd = max(min(range.end, quoteEnd), location.offset + 1)
        return Diagnostic(
            fileName: fileName, location: location, message: message,
            quotedLine: text(SourceRange(start: quoteStart, end: quoteEnd)),
            quotedColumn: scalars(from: quoteStart, to: location.offset) + 1,
            markLength: max(1, scalars(from: location.offset, to: min(markEnd, bytes.count))),
            suggestion: suggestion, severity: severity)
    }

    private func lineIndex(containing offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    private func endOfLine(from start: Int) -> Int {
        var end = start
        while end < bytes.count && bytes[end] != UInt8(ascii: "\n") { end += 1 }
        if end > start && bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return end
    }

    private func isContinuation(_ index: Int) -> Bool { bytes[index] & 0xC0 == 0x80 }

    private func scalars(from start: Int, to end: Int) -> Int {
        var count = 0
        var index = start
        while index < end {
            if !isContinuation(index) { count += 1 }
            index += 1
        }
        return count
    }
}
