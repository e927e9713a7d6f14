// A connected, or connecting, stream socket that never blocks.
import CLinux

/// Owns a non-blocking, close-on-exec stream socket with `TCP_NODELAY`, and closes it when it goes.
public struct Socket: ~Copyable {
    private let owned: FileDescriptor

    /// Takes over a descriptor that is non-blocking already; the caller must not close it.
    public init(takingOwnership descriptor: Int32) {
        owned = FileDescriptor(takingOwnership: descriptor)
        Self.setNoDelay(descriptor)
    }

    private init(_ owned: consuming FileDescriptor) {
        self.owned = owned
    }

    /// Begins to connect; when it is writable, `connectionError()` says how it went.
    public static func connect(to address: SocketAddress) throws(SystemError) -> Socket {
        let owned = try open(for: address)
        let descriptor = owned.rawValue
        while true {
            let result = unsafe SocketAddressBytes.withKernelForm(of: address) { form, length in
                unsafe CLinux.connect(descriptor, form, length)
            }
            if result == 0 { break }
            let error = SystemError.last("connect")
            if error.errno == EINPROGRESS { break }
            guard error.errno == EINTR else { throw error }
        }
        return Socket(owned)
    }

    /// Makes a fresh socket of the address's family.
    static func open(for address: SocketAddress) throws(SystemError) -> FileDescriptor {
        let family: Int32
        switch address.kind {
        case .ipv4: family = AF_INET
        case .ipv6: family = AF_INET6
        case .unix: family = AF_UNIX
        }
        let owned = try FileDescriptor(portcullis_stream_socket(family), "socket")
        if family != AF_UNIX { setNoDelay(owned.rawValue) }
        return owned
    }

    private static func setNoDelay(_ descriptor: Int32) {
        var on: Int32 = 1
        // It fails only on what is not TCP, where there is nothing to set.
        _ = unsafe setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// The descriptor, to register with a loop; it stays the socket's.
    public var descriptor: Int32 { owned.rawValue }

    /// Gives the descriptor up without closing it, to be handed to another shard.
    public consuming func release() -> Int32 {
        owned.release()
    }

    /// Returns the error that is pending on the socket and clears it.
    public func connectionError() -> SystemError? {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe getsockopt(owned.rawValue, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else {
            return .last("getsockopt")
        }
        return code == 0 ? nil : SystemError(errno: code, operation: "connect")
    }

    /// Appends what has arrived to the free room of `bytes`, which must have some.
    public func receive(into bytes: inout OutputSpan<UInt8>) -> ReceiveResult {
        precondition(bytes.freeCapacity > 0, "nothing can be received into no room")
        let descriptor = owned.rawValue
        return unsafe bytes.withUnsafeMutableBufferPointer { buffer, count in
            while true {
                let free = unsafe buffer.baseAddress.map { unsafe $0 + count }
                let received = unsafe recv(descriptor, free, buffer.count - count, 0)
                if received > 0 {
                    count += received
                    return .received(received)
                }
                if received == 0 { return .closed }
                let code = portcullis_errno()
                if code == EAGAIN { return .wouldBlock }
                guard code == EINTR else {
                    return .failed(SystemError(errno: code, operation: "recv"))
                }
            }
        }
    }

    /// Sends as many of the bytes as the kernel takes now.
    public func send(_ bytes: Span<UInt8>) -> SendResult {
        let descriptor = owned.rawValue
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            while true {
                let sent = unsafe CLinux.send(
                    descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
                if sent >= 0 { return .sent(sent) }
                let code = portcullis_errno()
                if code == EAGAIN { return .wouldBlock }
                guard code == EINTR else {
                    return .failed(SystemError(errno: code, operation: "send"))
                }
            }
        }
    }

    /// Tells the peer that nothing more will be sent; receiving goes on.
    public func shutdownWriting() {
        // It fails only when the connection is gone, which the next receive tells.
        _ = shutdown(owned.rawValue, Int32(SHUT_WR))
    }

    /// Returns the peer's address, unless the connection is gone.
    public func peerAddress() -> SocketAddress? {
        let descriptor = owned.rawValue
        return unsafe SocketAddressBytes.read { form, length in
            unsafe getpeername(descriptor, form, length)
        }
    }

    /// Returns the address of our own end, unless the connection is gone.
    public func localAddress() -> SocketAddress? {
        let descriptor = owned.rawValue
        return unsafe SocketAddressBytes.read { form, length in
            unsafe getsockname(descriptor, form, length)
        }
    }
}
