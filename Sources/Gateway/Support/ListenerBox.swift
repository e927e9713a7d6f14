// A listener in a class, since arrays cannot hold values that are not copyable.

import Runtime

/// Owns one listener of one shard.
final class ListenerBox {
    private let listener: Listener

    init(_ address: SocketAddress) throws(SystemError) {
        listener = try Listener(address, backlog: 4_096, reusePort: true)
    }

    var descriptor: Int32 { listener.descriptor }
    var boundAddress: SocketAddress { listener.boundAddress }

    func accept() -> AcceptResult { listener.accept() }
}
