// What the kernel answered when a call failed, and which call it was.
import CLinux

/// A failed system call.
public struct SystemError: Error, Sendable, CustomStringConvertible {
    /// The `errno` the call left behind.
    public let errno: Int32
    /// The call that failed, such as `connect`.
    public let operation: StaticString

    /// Records a failure that is already known.
    public init(errno: Int32, operation: StaticString) {
        self.errno = errno
        self.operation = operation
    }

    /// Records the failure of the call that has just returned on this thread.
    static func last(_ operation: StaticString) -> SystemError {
        SystemError(errno: portcullis_errno(), operation: operation)
    }

    /// The failure as a person reads it: `connect: Connection refused (errno 111)`.
    public var description: String {
        let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "unknown error"
        return "\(operation): \(reason) (errno \(errno))"
    }
}
