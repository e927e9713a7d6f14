// How client connections come and go on a shard.

import Policy
import Runtime
import Wire

extension Shard {
    /// Accepts what the queue holds, up to the turn's share.
    func accept(_ number: Int) {
        guard listeners.indices.contains(number) else { return }
        let listener = listeners[number]
        for _ in 0..<Bounds.acceptsPerTurn {
            switch listener.accept() {
            case .accepted(let socket): open(socket)
            case .none: return
            case .failed(let error):
                notice(.warning, "cannot accept a connection: \(error)")
                return
            }
        }
        // More may wait, and no edge will tell: the next turn looks again.
        _ = loop.schedule(ShardToken.make(.listener, UInt64(number)), afterMilliseconds: 0)
    }

    private func open(_ socket: consuming Socket) {
        counters.connectionsAccepted &+= 1
        let descriptor = socket.descriptor
        do throws(TLSError) {
            let client = try ClientConnection(shard: self, socket: socket, context: clientContext)
            // A full slab drops the socket: the client sees a closed connection, others are served.
            guard let token = clients.insert(client) else { return }
            client.token = token
            if drain != .serving { newcomers += 1 }
            try register(client, descriptor)
            counters.connectionsOpen &+= 1
        } catch {
            notice(.warning, "cannot start TLS: \(error)")
        }
    }

    private func register(_ client: ClientConnection, _ descriptor: Int32) throws(TLSError) {
        do throws(SystemError) {
            try loop.register(
                descriptor, token: client.token)
            client.timer = loop.schedule(
                ShardToken.retag(client.token, .clientTimer),
                afterMilliseconds: Bounds.handshakeMilliseconds)
        } catch {
            notice(.warning, "cannot watch a connection: \(error)")
            client.close()
        }
    }

    func handshakeCompleted(_ client: ClientConnection) {
        counters.handshakesCompleted &+= 1
        if client.tls.wasResumed { counters.handshakesResumed &+= 1 }
        rescheduleIdle(client)
    }

    func handshakeFailed(_ client: ClientConnection, _ reason: String, _ text: String) {
        counters.handshakesFailed[reason, default: 0] &+= 1
        connectionBroken(client, reason, text)
    }

    /// Leaves an audit line of a connection that ends for what its client did.
    func connectionBroken(_ client: ClientConnection, _ reason: String, _ text: String) {
        guard connectionRecords.count < Bounds.recordsPerBatch else { return }
        connectionRecords.append(
            ConnectionRecord(
                unixMilliseconds: WallClock.unixMilliseconds(), clientAddress: client.address,
                reason: reason, text: text))
    }

    func clientTimerFired(_ token: Token) {
        guard let client = clients[token] else { return }
        client.timer = nil
        switch client.phase {
        case .handshaking:
            handshakeFailed(client, "handshake_timeout", "the handshake took too long")
            client.close()
        case .closing, .lingering, .closed: client.close()
        case .http2, .http1:
            if client.isIdle(at: loop.now) {
                client.closeGracefully()
            } else {
                rescheduleIdle(client)
            }
        }
    }

    private func rescheduleIdle(_ client: ClientConnection) {
        if let timer = client.timer { loop.cancel(timer) }
        client.timer = loop.schedule(
            ShardToken.retag(client.token, .clientTimer),
            afterMilliseconds: Bounds.idleConnectionMilliseconds)
    }

    /// Gives a connection whose last words are sent a moment to be left by the client.
    func clientLingers(_ client: ClientConnection) {
        if let timer = client.timer { loop.cancel(timer) }
        client.timer = loop.schedule(
            ShardToken.retag(client.token, .clientTimer),
            afterMilliseconds: Bounds.lingerMilliseconds)
    }

    /// Lets go of a connection that has closed, and of what it was asking.
    func clientClosed(_ client: ClientConnection) {
        guard clients[client.token] === client else { return }
        if let timer = client.timer { loop.cancel(timer) }
        if let descriptor = client.socketDescriptor { loop.unregister(descriptor) }
        clients.remove(client.token)
        counters.connectionsOpen &-= 1
        abandonRequests(of: client)
        drainProgressed()
    }
}
