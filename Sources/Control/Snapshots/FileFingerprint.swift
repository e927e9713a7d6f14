// A hash over files as they are now, to see whether they stood still while they were read.

import Foundation
import Wire

/// Hashes files and folders.
enum FileFingerprint {
    /// The most files that are hashed; a policy set has far fewer.
    private static let maximumFiles = 4_096
    /// The deepest folder that is looked into; a policy set has one within it.
    private static let maximumDepth = 4

    /// A hash over the paths and contents of files, and of all files in folders, editors' leftovers
    /// excepted; what cannot be read counts as such.
    static func of(_ paths: [String]) -> Digest256 {
        var hash = SHA256()
        for path in files(paths) {
            let name = Array(path.utf8) + [0]
            hash.update(name.span)
            if let bytes = FileManager.default.contents(atPath: path) {
                hash.update(SHA256.digest(Array(bytes)).bytes.span)
            }
        }
        return hash.finish()
    }

    /// Every file under these paths, through links; a folder is one that can be listed.
    private static func files(_ paths: [String]) -> [String] {
        var found: Set<String> = []
        var open = paths.map { (path: $0, depth: 0) }
        while let (path, depth) = open.popLast(), found.count < maximumFiles {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                found.insert(path)
                continue
            }
            // A link may lead back up: the depth is what ends that.
            guard depth < maximumDepth else { continue }
            for name in names where !PolicyFolder.isIgnored(name) {
                open.append((path + "/" + name, depth + 1))
            }
        }
        return found.sorted()
    }
}
