// A table of plain text with columns as wide as they need to be.

/// Lays out rows of cells.
enum TextTable {
    /// The header, then the rows; the last column is not padded.
    static func lines(_ header: [String], _ rows: [[String]]) -> [String] {
        var widths = header.map(\.count)
        for row in rows {
            for (index, cell) in row.enumerated() where index < widths.count {
                widths[index] = max(widths[index], cell.count)
            }
        }
        return ([header] + rows).map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                line += cell
                guard index + 1 < row.count, index < widths.count else { continue }
                line += String(repeating: " ", count: widths[index] - cell.count + 2)
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }
}
