// Writes files that only their owner may read.

import Foundation
import Glibc

/// Makes private files.
enum SecretFile {
    /// Why a file could not be written.
    struct Fault: Error, Sendable, CustomStringConvertible {
        let operation: String
        let errno: Int32

        var description: String { "cannot \(operation) (errno \(errno))" }
    }

    /// Puts bytes into a new file of mode 0600 and waits until the disk has them.
    static func write(_ bytes: [UInt8], to path: String) throws(Fault) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Fault(operation: "make it", errno: errno) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(bytes))
            try handle.synchronize()
        } catch {
            throw Fault(operation: "write it", errno: errno)
        }
    }
}
