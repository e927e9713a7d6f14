// The owner of one kernel descriptor, which closes it exactly once.
import CLinux

/// Owns a descriptor and closes it when it goes.
struct FileDescriptor: ~Copyable {
    let rawValue: Int32

    init(takingOwnership rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Takes the result of a call that makes a descriptor.
    init(_ result: Int32, _ operation: StaticString) throws(SystemError) {
        guard result >= 0 else { throw SystemError.last(operation) }
        rawValue = result
    }

    /// Gives the descriptor up without closing it.
    consuming func release() -> Int32 {
        let result = rawValue
        discard self
        return result
    }

    deinit {
        // Linux frees the number even when close is interrupted, so it is never tried again.
        _ = close(rawValue)
    }
}
