// A file that lines are appended to, found again when it is rotated.

import Foundation
import Glibc

/// Owns a descriptor opened for appending; for one thread.
final class LogFile {
    /// Why the last write or opening failed.
    struct Fault: Error, Sendable, CustomStringConvertible {
        let path: String
        let operation: String
        let errno: Int32

        var description: String {
            "\(path): cannot \(operation): \(POSIXErrorCode(rawValue: errno).map { "\($0)" } ?? "")"
                + " (errno \(errno))"
        }
    }

    let path: String
    private var descriptor: Int32
    private var identity: FileIdentity?

    /// Opens or makes the file, which only its owner and group may read.
    init(_ path: String) throws(Fault) {
        self.path = path
        descriptor = try Self.openForAppending(path)
        identity = FileIdentity(path)
    }

    deinit {
        close(descriptor)
    }

    /// Appends all bytes, or says why it could not; how much was written then is in `written`.
    func append(_ bytes: Span<UInt8>, written: inout Int) throws(Fault) {
        while written < bytes.count {
            let descriptor = descriptor
            let start = written
            let count = unsafe bytes.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return 0 }
                return unsafe write(descriptor, base + start, buffer.count - start)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw Fault(path: path, operation: "write", errno: errno)
            }
            written += count
        }
    }

    /// Opens the path again when another file, or none, stands there now.
    func reopenIfRotated() throws(Fault) {
        guard FileIdentity(path) != identity else { return }
        let fresh = try Self.openForAppending(path)
        close(descriptor)
        descriptor = fresh
        identity = FileIdentity(path)
    }

    private static func openForAppending(_ path: String) throws(Fault) -> Int32 {
        let folder = (path as NSString).deletingLastPathComponent
        if !folder.isEmpty {
            try? FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: NSNumber(value: 0o750)])
        }
        let descriptor = unsafe open(
            path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o640)
        guard descriptor >= 0 else { throw Fault(path: path, operation: "open", errno: errno) }
        return descriptor
    }
}

/// Which file stands at a path: its device and its number.
private struct FileIdentity: Equatable {
    let device: UInt
    let number: UInt

    init?(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        number = UInt(status.st_ino)
    }
}
