// A hash over files as they are now, to see whether they stood still while they were read.

import Foundation
import Wire

/// Hashes files and folders.
enum FileFingerprint {
    /// The most files that are hashed; a policy set has far fewer.
    private static let maximumFiles = 4_096

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

    private static func files(_ paths: [String]) -> [String] {
        var found: Set<String> = []
        for path in paths {
            guard let names = try? FileManager.default.subpathsOfDirectory(atPath: path) else {
                found.insert(path)
                continue
            }
            for name in names where found.count < maximumFiles {
                let parts = name.split(separator: "/").map(String.init)
                if !parts.contains(where: PolicyFolder.isIgnored) {
                    found.insert(path + "/" + name)
                }
            }
        }
        return found.sorted()
    }
}
