// Paths as people like to read them.

import Foundation

/// Joins paths.
enum FilePath {
    /// A path relative to a folder, without `..` where that names the same file.
    static func join(_ folder: String, _ path: String) -> String {
        var parts = folder.split(separator: "/").filter { $0 != "." }.map(String.init)
        let isAbsolute = folder.hasPrefix("/")
        for part in path.split(separator: "/") where part != "." {
            let parent = (isAbsolute ? "/" : "") + parts.joined(separator: "/")
            // The parent of a linked folder is not the folder that the link lies in.
            if part == "..", let last = parts.last, last != "..", !isLink(parent) {
                parts.removeLast()
            } else {
                parts.append(String(part))
            }
        }
        let joined = parts.joined(separator: "/")
        return isAbsolute ? "/" + joined : joined.isEmpty ? "." : joined
    }

    private static func isLink(_ path: String) -> Bool {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
    }
}
