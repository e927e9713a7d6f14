// A shard's connections: accepted, proven to come from a gate, served, flushed and closed.

import Logging
import Runtime
import Synchronization
import Wire

extension Shard {
    /// After so long without a byte a gate is asked for a sign of life, and has as long to give it.
    private static let silenceSeconds = 30
    /// How long a peer has to take our last words.
    private static let closingMilliseconds = 5000

    func ready(_ token: Token, _ readiness: Readiness) {
        if token == Tags.listener {
            acceptAll()
            return
        }
        guard let connection = connections[token] else { return }
        if readiness.contains(.writable) { connection.becameWritable() }
        connection.mayHaveMore = true
        touch(connection)
        serve(connection)
    }

    func acceptAll() {
        while listener != nil {
            switch acceptOne() {
            case .accepted(let socket): adopt(socket)
            case .none: return
            case .failed(let error):
                // No edge tells when descriptors are free again: the second's timer tries again.
                warn("cannot accept a connection: \(error)")
                return
            }
        }
    }

    private func acceptOne() -> AcceptResult {
        listener?.accept() ?? .none
    }

    private func adopt(_ socket: consuming Socket) {
        let connection: Connection
        do throws(TLSError) {
            connection = try Connection(socket, context)
        } catch {
            warn("cannot serve a connection: \(error)")
            return
        }
        guard let token = connections.insert(connection) else {
            warn("too many connections: one from \(connection.peerAddress) is closed")
            return
        }
        connection.token = token
        do throws(SystemError) {
            try loop.register(connection.descriptor, token: token)
        } catch {
            warn("cannot serve a connection: \(error)")
            connections.remove(token)
            return
        }
        connection.timer = loop.schedule(token, afterMilliseconds: settings.handshakeMilliseconds)
    }

    /// Reads what has arrived, up to a connection's share of a turn.
    func serve(_ connection: Connection) {
        var reads = 0
        while connection.mayHaveMore && connection.phase != .closing {
            if connection.isBackedUp { return }
            if reads == 16 {
                unfinished.append(connection)
                return
            }
            reads += 1
            switch connection.receive() {
            case .received:
                connection.silentSeconds = 0
                process(connection)
            case .wouldBlock: connection.mayHaveMore = false
            case .closed, .failed:
                connection.mayHaveMore = false
                lose(connection)
            }
        }
    }

    func resumeUnfinished() {
        guard !unfinished.isEmpty else { return }
        let waiting = unfinished
        unfinished.removeAll(keepingCapacity: true)
        for connection in waiting where connections.contains(connection.token) {
            touch(connection)
            serve(connection)
        }
    }

    private func process(_ connection: Connection) {
        if connection.phase == .handshaking {
            switch connection.tls.handshake() {
            case .complete: established(connection)
            case .wantsInput: return
            case .failed(let fault):
                gauges.refusedHandshakes.add(1, ordering: .relaxed)
                warn("handshake from \(connection.peerAddress) failed: \(fault.text)")
                connection.phase = .closing
            }
        }
        while connection.phase == .open {
            scratch.clear()
            switch connection.tls.read(into: &scratch, atMost: 64 << 10) {
            case .bytes: receive(connection)
            case .wantsInput: return
            case .closed, .failed: lose(connection)
            }
        }
    }

    private func receive(_ connection: Connection) {
        do throws(HTTP2Fault) {
            try connection.http.receive(scratch)
            takeEvents(connection)
        } catch {
            warn("HTTP/2 from \(connection.peerName) ended: \(error.reason)")
            takeEvents(connection)
        }
    }

    func takeEvents(_ connection: Connection) {
        while let event = connection.http.nextEvent() {
            switch event {
            case .head(let stream): head(stream, connection)
            case .data(let stream): data(stream, connection)
            case .ended(let stream): ended(stream, connection)
            case .closed(let stream, _): closed(stream)
            case .pingAcknowledged: connection.drainStep(loop)
            case .outgoingDrained, .goaway, .settings, .refused: break
            }
        }
    }

    /// Admits the gates that the settings name and nobody else.
    private func established(_ connection: Connection) {
        if let timer = connection.timer.take() { loop.cancel(timer) }
        let names = connection.tls.peerCertificate()?.uriNames ?? []
        guard names.count == 1, settings.gates.contains(names[0]) else {
            let name = names.isEmpty ? "no URI name" : names.joined(separator: ", ")
            gauges.refusedHandshakes.add(1, ordering: .relaxed)
            warn(
                "connection from \(connection.peerAddress) refused: its certificate says \(name), which no --gate names"
            )
            connection.phase = .closing
            return
        }
        guard connection.tls.negotiatedProtocol == .h2 else {
            warn("connection from \(names[0]) refused: it did not ask for HTTP/2 by ALPN")
            connection.phase = .closing
            return
        }
        connection.peerName = names[0]
        connection.phase = .open
        connection.isAdmitted = true
        logger.info("gate \(names[0]) connected from \(connection.peerAddress)")
        if isDraining { startDraining(connection) }
    }

    func connectionTimer(_ connection: Connection) {
        connection.timer = nil
        touch(connection)
        switch connection.phase {
        case .handshaking:
            warn("handshake from \(connection.peerAddress) took too long")
            lose(connection)
        case .closing: lose(connection)
        case .open: connection.drainStep(loop)
        }
    }

    func secondPassed() {
        if !isDraining { acceptAll() }
        for token in connections.tokens() {
            guard let connection = connections[token] else { continue }
            connection.http.passed(seconds: 1)
            connection.silentSeconds += 1
            if connection.phase == .open { askForLife(connection) }
        }
    }

    /// Finds out whether a gate that says nothing is still there.
    private func askForLife(_ connection: Connection) {
        switch connection.silentSeconds {
        case Self.silenceSeconds: connection.http.ping()
        case 2 * Self.silenceSeconds:
            warn("gate \(connection.peerName) does not answer: its connection is closed")
            lose(connection)
        default: return
        }
        touch(connection)
    }

    /// Puts a connection among those that are flushed at the end of the turn.
    func touch(_ connection: Connection) {
        guard !connection.isTouched else { return }
        connection.isTouched = true
        touched.append(connection)
    }

    func flushTouched() {
        var index = 0
        while index < touched.count {
            let connection = touched[index]
            index += 1
            connection.isTouched = false
            flush(connection)
        }
        touched.removeAll(keepingCapacity: true)
    }

    private func flush(_ connection: Connection) {
        guard connections.contains(connection.token) else { return }
        let wasBackedUp = connection.isBackedUp
        if !connection.flush(&scratch) { lose(connection) }
        // Writing ends streams, which frees what their calls held.
        takeEvents(connection)
        if wasBackedUp && !connection.isBackedUp && connection.mayHaveMore {
            unfinished.append(connection)
        }
        if connection.isFinished {
            close(connection)
        } else if connection.phase == .closing && connection.timer == nil {
            connection.timer = loop.schedule(
                connection.token, afterMilliseconds: Self.closingMilliseconds)
        }
    }

    /// Ends a connection whose peer is gone.
    func lose(_ connection: Connection) {
        connection.http.connectionLost()
        takeEvents(connection)
        connection.tls.outbound.clear()
        connection.phase = .closing
        touch(connection)
    }

    private func close(_ connection: Connection) {
        connection.http.connectionLost()
        takeEvents(connection)
        if let timer = connection.timer.take() { loop.cancel(timer) }
        loop.unregister(connection.descriptor)
        connections.remove(connection.token)
        if !connection.peerName.isEmpty { logger.info("gate \(connection.peerName) is gone") }
    }
}
