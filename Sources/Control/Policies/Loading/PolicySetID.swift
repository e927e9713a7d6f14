// The id of a policy set: what stands in every audit record.

import Wire

/// Hashes the files of a set.
enum PolicySetID {
    /// SHA-256 over the sorted path, length and content of every file, in lower-case hexadecimal.
    static func hash(_ files: [PolicyFile]) -> String {
        var hash = SHA256()
        for file in files.sorted(by: { Array($0.path.utf8).lexicographicallyPrecedes($1.path.utf8) }
        ) {
            let path = Array(file.path.utf8)
            hash.update(length(path.count).span)
            hash.update(path.span)
            hash.update(length(file.bytes.count).span)
            hash.update(file.bytes.span)
        }
        return hash.finish().hex
    }

    private static func length(_ count: Int) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - $0 * 8)) }
    }
}
