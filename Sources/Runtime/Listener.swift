// A listening socket that never blocks.
import CLinux

/// Owns a listening socket; a Unix path is removed when it goes.
public struct Listener: ~Copyable {
    private let owned: FileDescriptor
    /// Where it listens: with the port that the kernel chose if zero was asked for.
    public let boundAddress: SocketAddress

    /// Binds and listens.
    ///
    /// With `reusePort`, several listeners (one per shard) share a TCP port and the kernel spreads
    /// the connections. A Unix path that nobody listens on any more is replaced, and is made for
    /// its owner only.
    public init(
        _ address: SocketAddress, backlog: Int32 = 1024, reusePort: Bool = true
    ) throws(SystemError) {
        owned = try Self.open(address, backlog: backlog, reusePort: reusePort)
        let descriptor = owned.rawValue
        let bound = unsafe SocketAddressBytes.read { form, length in
            unsafe getsockname(descriptor, form, length)
        }
        boundAddress = bound ?? address
    }

    private static func open(
        _ address: SocketAddress, backlog: Int32, reusePort: Bool
    ) throws(SystemError) -> FileDescriptor {
        let owned = try Socket.open(for: address)
        let descriptor = owned.rawValue
        if address.unixPath == nil {
            try set(descriptor, SOL_SOCKET, SO_REUSEADDR, "setsockopt SO_REUSEADDR")
            if reusePort {
                try set(descriptor, SOL_SOCKET, SO_REUSEPORT, "setsockopt SO_REUSEPORT")
            }
        } else {
            // The mode of the socket becomes the mode of the path; nobody else gets a moment.
            guard fchmod(descriptor, 0o600) == 0 else { throw SystemError.last("fchmod") }
        }
        if case .ipv6 = address.kind {
            try set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, "setsockopt IPV6_V6ONLY")
        }
        try bind(descriptor, to: address)
        guard listen(descriptor, backlog) == 0 else { throw SystemError.last("listen") }
        return owned
    }

    private static func set(
        _ descriptor: Int32, _ level: Int32, _ option: Int32, _ operation: StaticString
    ) throws(SystemError) {
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe setsockopt(descriptor, level, option, &on, size) == 0 else {
            throw SystemError.last(operation)
        }
    }

    private static func bind(
        _ descriptor: Int32, to address: SocketAddress
    ) throws(SystemError) {
        if bindOnce(descriptor, to: address) == 0 { return }
        let error = SystemError.last("bind")
        guard error.errno == EADDRINUSE, let path = address.unixPath, isAbandoned(address) else {
            throw error
        }
        _ = unsafe unlink(path)
        guard bindOnce(descriptor, to: address) == 0 else { throw SystemError.last("bind") }
    }

    private static func bindOnce(_ descriptor: Int32, to address: SocketAddress) -> Int32 {
        unsafe SocketAddressBytes.withKernelForm(of: address) { form, length in
            unsafe CLinux.bind(descriptor, form, length)
        }
    }

    /// Tells whether a Unix path is left over from a listener that is gone.
    private static func isAbandoned(_ address: SocketAddress) -> Bool {
        do throws(SystemError) {
            _ = try Socket.connect(to: address)
            return false
        } catch {
            return error.errno == ECONNREFUSED
        }
    }

    /// The descriptor, to register with a loop; it stays the listener's.
    public var descriptor: Int32 { owned.rawValue }

    /// Takes one waiting connection.
    ///
    /// Call it until `.none`, since the loop tells edges only. After `.failed` (out of descriptors,
    /// say) connections may still wait, and no further edge will tell of them: try again by a timer.
    public func accept() -> AcceptResult {
        while true {
            let descriptor = portcullis_accept(owned.rawValue)
            if descriptor >= 0 { return .accepted(Socket(takingOwnership: descriptor)) }
            let code = portcullis_errno()
            switch code {
            case EAGAIN: return .none
            // The peer left before we came, or a pending network error: the next may be sound.
            case EINTR, ECONNABORTED, EPROTO, ENETDOWN, EHOSTUNREACH, ENETUNREACH: continue
            default: return .failed(SystemError(errno: code, operation: "accept4"))
            }
        }
    }

    deinit {
        if let path = boundAddress.unixPath { _ = unsafe unlink(path) }
    }
}
