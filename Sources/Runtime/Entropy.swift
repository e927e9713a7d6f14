// Random bytes from the kernel, fit for keys and nonces.
import CLinux

/// The kernel's random generator.
public enum Entropy {
    /// Fills the free room of `bytes`.
    public static func fill(_ bytes: inout OutputSpan<UInt8>) {
        unsafe bytes.withUnsafeMutableBufferPointer { buffer, count in
            while count < buffer.count {
                let free = unsafe buffer.baseAddress.map { unsafe $0 + count }
                let written = unsafe getrandom(free, buffer.count - count, 0)
                if written > 0 { count += written; continue }
                // Without randomness no key is safe; the call fails only on kernels we do not run on.
                precondition(portcullis_errno() == EINTR, "the kernel gives no random bytes")
            }
        }
    }

    /// Returns 64 random bits; one system call.
    public static func next() -> UInt64 {
        var value: UInt64 = 0
        while unsafe getrandom(&value, 8, 0) != 8 {
            precondition(portcullis_errno() == EINTR, "the kernel gives no random bytes")
        }
        return value
    }
}
