// Tells when files may have changed, by inotify.
import CLinux

/// Watches files and whole folders for changes, also those made by swapping a symbolic link.
///
/// It only says that something may have changed; the reader decides by reading. Folders are
/// watched with the folders in them, and a path that is itself a link, or lies behind one (as in a
/// mounted Kubernetes ConfigMap), is looked up anew after every change.
public final class FileWatcher {
    private static let maximumFolders = 4096
    private static let maximumDepth = 16
    private static let interest =
        UInt32(IN_CLOSE_WRITE) | UInt32(IN_CREATE) | UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM)
        | UInt32(IN_MOVED_TO) | UInt32(IN_ATTRIB) | UInt32(IN_DELETE_SELF)
        | UInt32(IN_MOVE_SELF)

    private let owned: FileDescriptor
    private let paths: [String]
    /// The names in a watched folder that matter, or nil where all do.
    private var namesByWatch: [Int32: Set<String>?] = [:]

    /// Begins to watch; a path that does not exist yet is found when its folder changes.
    public init(paths: [String]) throws(SystemError) {
        owned = try FileDescriptor(
            inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC)), "inotify_init1")
        self.paths = paths
        try watchAll()
    }

    /// The descriptor, to register with a loop.
    public var descriptor: Int32 { owned.rawValue }

    /// Takes all pending events and tells whether anything watched may have changed.
    public func drain() -> Bool {
        var events: [InotifyEvent] = []
        while let batch = InotifyEvent.read(from: owned.rawValue) { events += batch }
        guard events.contains(where: isRelevant) else { return false }
        for event in events where event.mask & UInt32(IN_IGNORED) != 0 {
            namesByWatch[event.watch] = nil
        }
        // Links may lead elsewhere now. What cannot be watched will be tried after the next change.
        try? watchAll()
        return true
    }

    private func isRelevant(_ event: InotifyEvent) -> Bool {
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { return true }
        guard let names = namesByWatch[event.watch] else { return false }
        guard let names, !event.name.isEmpty else { return true }
        return names.contains(event.name)
    }

    private func watchAll() throws(SystemError) {
        for path in paths { try watch(path, depth: 0) }
    }

    /// Watches what the path names and every link on the way to it.
    private func watch(_ path: String, depth: Int) throws(SystemError) {
        guard depth < Self.maximumDepth else { return }
        let (folder, name) = PathText.split(path)
        // A link or file is replaced in its folder, so the folder is watched for its name.
        try watchFolder(folder, name: name)
        if let target = PathText.link(at: path) {
            try watch(PathText.join(folder, target), depth: depth + 1)
        } else if let inner = PathText.link(at: folder) {
            // The folder is a link, like a ConfigMap's `..data`.
            let above = PathText.split(folder).folder
            try watch(PathText.join(PathText.join(above, inner), name), depth: depth + 1)
            try watchFolder(above, name: PathText.split(folder).name)
        }
        if PathText.isFolder(path) { try watchTree(path, depth: 0) }
    }

    private func watchTree(_ folder: String, depth: Int) throws(SystemError) {
        guard depth < Self.maximumDepth else { return }
        try watchFolder(folder, name: nil)
        for name in PathText.names(in: folder) {
            let path = PathText.join(folder, name)
            if let target = PathText.link(at: path) {
                let real = PathText.join(folder, target)
                if PathText.isFolder(real) {
                    try watchTree(real, depth: depth + 1)
                } else {
                    try watchFolder(PathText.split(real).folder, name: PathText.split(real).name)
                }
            } else if PathText.isFolder(path) {
                try watchTree(path, depth: depth + 1)
            }
        }
    }

    private func watchFolder(_ folder: String, name: String?) throws(SystemError) {
        let watch = unsafe inotify_add_watch(owned.rawValue, folder, Self.interest)
        guard watch >= 0 else {
            let error = SystemError.last("inotify_add_watch")
            // A folder that is not there, or no longer, is no failure of ours.
            if [ENOENT, ENOTDIR, ELOOP, EACCES].contains(error.errno) { return }
            throw error
        }
        guard namesByWatch.count < Self.maximumFolders || namesByWatch[watch] != nil else {
            throw SystemError(errno: ENOSPC, operation: "inotify_add_watch")
        }
        // A dictionary of optionals: the outer one says whether the folder is known.
        guard case .some(let known) = namesByWatch[watch] else {
            namesByWatch.updateValue(name.map { [$0] }, forKey: watch)
            return
        }
        guard var names = known, let name else {
            namesByWatch.updateValue(nil, forKey: watch)
            return
        }
        names.insert(name)
        namesByWatch.updateValue(names, forKey: watch)
    }
}

@available(*, unavailable)
extension FileWatcher: Sendable {}
