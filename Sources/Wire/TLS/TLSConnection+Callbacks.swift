// The BIO through which OpenSSL reads and writes a connection's two buffers.

internal import COpenSSL

/// Makes the method table of our BIO; each context owns one, since a global cannot be shared.
@unsafe func makeBufferBIOMethod() -> OpaquePointer? {
    guard let method = unsafe BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "buffers")
    else { return nil }
    unsafe BIO_meth_set_read_ex(method, readBuffer)
    unsafe BIO_meth_set_write_ex(method, writeBuffer)
    unsafe BIO_meth_set_ctrl(method, controlBuffer)
    return unsafe method
}

private let readBuffer:
    @convention(c) (
        OpaquePointer?, UnsafeMutablePointer<CChar>?, Int, UnsafeMutablePointer<Int>?
    ) -> Int32 = { bio, target, room, taken in
        guard let owner = unsafe BIO_get_data(bio), let target = unsafe target,
            let taken = unsafe taken
        else { return 0 }
        return unsafe Unmanaged<TLSConnection>.fromOpaque(owner)._withUnsafeGuaranteedRef { peer in
            let count = min(room, peer.inbound.count)
            unsafe COpenSSL_clear_retry(bio)
            guard count > 0 else {
                unsafe COpenSSL_retry_read(bio)
                return 0
            }
            unsafe target.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
                unsafe peer.inbound.take(into: bytes, count: count)
            }
            unsafe taken.pointee = count
            return 1
        }
    }

private let writeBuffer:
    @convention(c) (
        OpaquePointer?, UnsafePointer<CChar>?, Int, UnsafeMutablePointer<Int>?
    ) -> Int32 = { bio, source, count, written in
        guard let owner = unsafe BIO_get_data(bio), let source = unsafe source,
            let written = unsafe written
        else { return 0 }
        return unsafe Unmanaged<TLSConnection>.fromOpaque(owner)._withUnsafeGuaranteedRef { peer in
            unsafe COpenSSL_clear_retry(bio)
            unsafe source.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
                unsafe peer.outbound.append(copying: bytes, count: count)
            }
            unsafe written.pointee = count
            return 1
        }
    }

private let controlBuffer:
    @convention(c) (OpaquePointer?, Int32, Int, UnsafeMutableRawPointer?) -> Int = {
        _, command, _, _ in
        command == BIO_CTRL_FLUSH ? 1 : 0
    }
