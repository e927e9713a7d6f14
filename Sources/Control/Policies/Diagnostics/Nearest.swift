// Guesses which known name a wrong one was meant to be.

/// Suggests known names for unknown ones.
enum Nearest {
    /// "did you mean …?" for the nearest known name, or a list of what there is.
    static func suggestion(for word: String, among known: [String]) -> String? {
        if let name = name(to: word, among: known) { return "did you mean \"\(name)\"?" }
        guard !known.isEmpty, known.count <= 12 else { return nil }
        return "known: " + known.sorted().joined(separator: ", ")
    }

    /// The known name that is few slips away, if there is one.
    static func name(to word: String, among known: [String]) -> String? {
        let target = Array(word.lowercased().unicodeScalars.prefix(128))
        let bound = max(1, target.count / 3)
        var best: (distance: Int, name: String)?
        for name in known.sorted() {
            let candidate = Array(name.lowercased().unicodeScalars.prefix(128))
            guard abs(candidate.count - target.count) <= bound else { continue }
            let distance = slips(target, candidate)
            if distance <= bound, distance < best?.distance ?? .max { best = (distance, name) }
        }
        return best?.name
    }

    /// Insertions, deletions, substitutions and swaps of neighbours between two words.
    private static func slips(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var older: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                var best = min(
                    previous[column + 1] + 1, current[column] + 1,
                    previous[column] + (left[row] == right[column] ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1],
                    left[row - 1] == right[column]
                {
                    best = min(best, older[column - 1] + 1)
                }
                current.append(best)
            }
            older = previous
            previous = current
        }
        return previous[right.count]
    }
}
