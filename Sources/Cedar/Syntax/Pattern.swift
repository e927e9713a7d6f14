// The pattern of `like`: literal pieces with wildcards between them.

/// Matches strings in which any text may stand between the literal pieces.
struct Pattern: Hashable, Sendable {
    // INVARIANT: at least one segment; n segments have n - 1 wildcards between them.
    private let segments: [[UInt8]]

    /// Writes the pattern so that equal patterns read the same.
    var shape: String {
        segments.map { String(decoding: $0, as: UTF8.self).cedarLiteral }.joined(separator: "*")
    }

    init(segments: [[UInt8]]) { self.segments = segments.isEmpty ? [[]] : segments }

    /// Says whether the whole string matches.
    ///
    /// Takes time linear in the string per segment.
    func matches(_ text: String) -> Bool {
        // UTF-8 is self-synchronising: whole literal pieces can only match at scalar boundaries.
        let bytes = text.utf8Span.span
        let first = segments[0]
        guard Self.isSegment(first, at: 0, in: bytes) else { return false }
        guard segments.count > 1 else { return first.count == bytes.count }
        let last = segments[segments.count - 1]
        let lastStart = bytes.count - last.count
        guard lastStart >= first.count, Self.isSegment(last, at: lastStart, in: bytes) else {
            return false
        }
        var position = first.count
        for segment in segments[1..<segments.count - 1] {
            guard let found = Self.find(segment, from: position, to: lastStart, in: bytes) else {
                return false
            }
            position = found + segment.count
        }
        return position <= lastStart
    }

    private static func isSegment(
        _ segment: [UInt8], at start: Int, in bytes: Span<UInt8>
    ) -> Bool {
        guard start + segment.count <= bytes.count else { return false }
        for index in segment.indices where bytes[start + index] != segment[index] { return false }
        return true
    }

    private static func find(
        _ segment: [UInt8], from start: Int, to end: Int, in bytes: Span<UInt8>
    ) -> Int? {
        var position = start
        while position + segment.count <= end {
            if isSegment(segment, at: position, in: bytes) { return position }
            position += 1
        }
        return nil
    }
}
