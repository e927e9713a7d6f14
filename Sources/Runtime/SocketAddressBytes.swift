// Between our addresses and the kernel's `sockaddr` forms.
import CLinux

/// Reads and writes the kernel's address structures.
enum SocketAddressBytes {
    static func words(of address: in6_addr) -> (high: UInt64, low: UInt64) {
        var copy = address
        return unsafe withUnsafeBytes(of: &copy) { bytes in
            let high = unsafe bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
            let low = unsafe bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            return (UInt64(bigEndian: high), UInt64(bigEndian: low))
        }
    }

    static func address(high: UInt64, low: UInt64) -> in6_addr {
        var address = in6_addr()
        unsafe withUnsafeMutableBytes(of: &address) { bytes in
            unsafe bytes.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
            unsafe bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return address
    }

    static func text(high: UInt64, low: UInt64) -> String {
        var address = address(high: high, low: low)
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            let written = unsafe inet_ntop(
                AF_INET6, &address, buffer.baseAddress, socklen_t(buffer.count))
            return unsafe written.map { unsafe String(cString: $0) } ?? "::"
        }
    }

    /// Calls `body` with the address as the kernel reads it.
    static func withKernelForm<R>(
        of address: SocketAddress, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R
    ) -> R {
        var storage = sockaddr_storage()
        return unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            let length = unsafe fill(bytes, from: address)
            return unsafe bytes.withMemoryRebound(to: sockaddr.self) { pointer in
                // The storage is never empty, so neither is the rebound view of it.
                guard let base = pointer.baseAddress else { preconditionFailure() }
                return unsafe body(UnsafePointer(base), length)
            }
        }
    }

    private static func fill(
        _ bytes: UnsafeMutableRawBufferPointer, from address: SocketAddress
    ) -> socklen_t {
        switch address.kind {
        case .ipv4(let number, let port):
            var form = sockaddr_in()
            form.sin_family = sa_family_t(AF_INET)
            form.sin_port = port.bigEndian
            form.sin_addr.s_addr = number.bigEndian
            unsafe bytes.storeBytes(of: form, as: sockaddr_in.self)
            return socklen_t(MemoryLayout<sockaddr_in>.size)
        case .ipv6(let high, let low, let port):
            var form = sockaddr_in6()
            form.sin6_family = sa_family_t(AF_INET6)
            form.sin6_port = port.bigEndian
            form.sin6_addr = self.address(high: high, low: low)
            unsafe bytes.storeBytes(of: form, as: sockaddr_in6.self)
            return socklen_t(MemoryLayout<sockaddr_in6>.size)
        case .unix(let path):
            unsafe bytes.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
            let start = MemoryLayout<sa_family_t>.size
            for (index, byte) in path.utf8.enumerated() { unsafe bytes[start + index] = byte }
            return socklen_t(start + path.utf8.count + 1)
        }
    }

    /// Reads the address that `call` writes, which is `getsockname` or `getpeername`.
    static func read(
        _ call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            let result = unsafe bytes.withMemoryRebound(to: sockaddr.self) { pointer in
                unsafe pointer.baseAddress.map { unsafe call($0, &length) } ?? -1
            }
            guard result == 0 else { return nil }
            return unsafe parse(UnsafeRawBufferPointer(bytes), length: Int(length))
        }
    }

    private static func parse(_ bytes: UnsafeRawBufferPointer, length: Int) -> SocketAddress? {
        switch Int32(unsafe bytes.load(as: sa_family_t.self)) {
        case AF_INET:
            let form = unsafe bytes.load(as: sockaddr_in.self)
            return SocketAddress(
                .ipv4(
                    UInt32(bigEndian: form.sin_addr.s_addr), port: UInt16(bigEndian: form.sin_port))
            )
        case AF_INET6:
            let form = unsafe bytes.load(as: sockaddr_in6.self)
            let words = words(of: form.sin6_addr)
            return SocketAddress(
                .ipv6(high: words.high, low: words.low, port: UInt16(bigEndian: form.sin6_port)))
        case AF_UNIX:
            let end = min(max(length, 2), bytes.count)
            let path = unsafe bytes[2..<end].prefix { $0 != 0 }
            return SocketAddress(.unix(unsafe String(decoding: path, as: UTF8.self)))
        default:
            return nil
        }
    }
}
