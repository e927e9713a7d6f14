// Finds the known word that a misspelt one was probably meant to be.

/// Suggests known words for unknown ones.
enum Spelling {
    /// Returns the candidate nearest to the word, if it is near enough to be a likely slip.
    static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
        let target = Array(word.utf8)
        guard target.count <= 128 else { return nil }
        let bound = max(1, target.count / 3)
        var best: (distance: Int, word: String)?
        for candidate in candidates.sorted() {
            let bytes = Array(candidate.utf8)
            guard bytes.count <= 128, abs(bytes.count - target.count) <= bound else { continue }
            let distance = distance(lowercased(target), lowercased(bytes))
            if distance <= bound && distance < (best?.distance ?? Int.max) {
                best = (distance, candidate)
            }
        }
        return best?.word
    }

    /// Writes the suggestion for a word, or nothing.
    static func suggestion(for word: String, in candidates: some Sequence<String>) -> String? {
        nearest(to: word, in: candidates).map { "did you mean `\($0)`?" }
    }

    private static func lowercased(_ bytes: [UInt8]) -> [UInt8] {
        bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }

    /// Counts insertions, deletions, substitutions and swaps of neighbours.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforePrevious = [Int](repeating: 0, count: right.count + 1)
        var previous = Array(0...right.count)
        for i in 0..<left.count {
            var current = [i + 1]
            current.reserveCapacity(right.count + 1)
            for j in 0..<right.count {
                let cost = left[i] == right[j] ? 0 : 1
                var value = min(previous[j + 1] + 1, current[j] + 1, previous[j] + cost)
                if i > 0 && j > 0 && left[i] == right[j - 1] && left[i - 1] == right[j] {
                    value = min(value, beforePrevious[j - 1] + 1)
                }
                current.append(value)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
