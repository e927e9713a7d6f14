// The few questions about paths that the file watcher asks.
import CLinux

/// Takes paths apart and asks the file system what they name.
enum PathText {
    /// Splits a path into the folder it lies in and its last name.
    static func split(_ path: String) -> (folder: String, name: String) {
        var trimmed = Substring(path)
        while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
        guard let slash = trimmed.lastIndex(of: "/") else { return (".", String(trimmed)) }
        let folder = trimmed[..<slash]
        return (
            folder.isEmpty ? "/" : String(folder), String(trimmed[trimmed.index(after: slash)...])
        )
    }

    /// Returns a name as seen from a folder.
    static func join(_ folder: String, _ name: String) -> String {
        name.hasPrefix("/") ? name : folder + "/" + name
    }

    /// Returns what a symbolic link says, or nil if there is none.
    static func link(at path: String) -> String? {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard let start = buffer.baseAddress else { return nil }
            let count = unsafe readlink(path, start, buffer.count)
            guard count > 0 else { return nil }
            let bytes = unsafe buffer[..<count].map { UInt8(bitPattern: $0) }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Tells whether the path leads to a folder.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return false }
        return status.st_mode & UInt32(S_IFMT) == UInt32(S_IFDIR)
    }

    /// Lists the names in a folder, without `.` and `..`; empty if it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let directory = unsafe opendir(folder) else { return [] }
        defer { _ = unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe String(cString: portcullis_entry_name(entry))
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
