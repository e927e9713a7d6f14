// One connection of a gate: socket, TLS and HTTP/2 in a row.

import Runtime
import Wire

/// Holds the layers of a connection and moves bytes between them.
final class Connection {
    enum Phase {
        /// TLS is not established, or the peer is not known to be a gate.
        case handshaking
        case open
        /// Nothing more is read; what is left is written, then the socket is closed.
        case closing
    }

    /// Above this many unsent bytes nothing more is read from the peer.
    static let backedUpBytes = 1 << 20
    /// The streams that a gate may have open.
    static let maximumStreams = 1024
    private static let receiveBytes = 16 << 10
    private static let recordBytes = 16 << 10

    let http: HTTP2Session
    let tls: TLSConnection
    private let socket: Socket
    var token = Token(rawValue: 0)
    var phase = Phase.handshaking
    /// The timer of the handshake, then of the drain's first step.
    var timer: TimerID?
    /// Whether it is in the shard's list of connections to flush.
    var isTouched = false
    /// Whether bytes may wait in the socket that no event will tell of again.
    var mayHaveMore = false
    /// Whether the last GOAWAY has been queued.
    var isRefusing = false
    private var isBlocked = false
    private var hasClosedTLS = false
    /// Whether the peer has proven that it is a gate.
    var isAdmitted = false
    /// The seconds since the peer was last heard.
    var silentSeconds = 0
    /// The name that its certificate proved, for log lines.
    var peerName = ""

    init(_ socket: consuming Socket, _ context: TLSContext) throws(TLSError) {
        self.socket = consume socket
        tls = try TLSConnection(context)
        http = HTTP2Session(.server, Self.bounds)
    }

    private static var bounds: HTTP2Session.Settings {
        var bounds = HTTP2Session.Settings()
        bounds.maximumConcurrentStreams = maximumStreams
        // Only gates get this far, and one gate passes on what all of its callers cancel: a bound
        // meant for strangers would cut off the callers who stay.
        bounds.resetBurst = 100_000
        bounds.resetsPerSecond = 100_000
        return bounds
    }

    var descriptor: Int32 { socket.descriptor }

    var peerAddress: String { socket.peerAddress()?.description ?? "a closed socket" }

    /// Whether the peer does not take what we have for it.
    var isBackedUp: Bool { tls.outbound.count > Self.backedUpBytes }

    /// Moves bytes from the socket to TLS, once.
    func receive() -> ReceiveResult {
        tls.inbound.fill(minimum: Self.receiveBytes) { socket.receive(into: &$0) }
    }

    /// Notes that the socket takes bytes again.
    func becameWritable() { isBlocked = false }

    /// Moves frames through TLS to the socket until nothing is left or the socket takes no more.
    ///
    /// - Returns: false when the connection is broken.
    func flush(_ scratch: inout ByteBuffer) -> Bool {
        while true {
            seal(&scratch)
            guard !tls.outbound.isEmpty else { return true }
            guard !isBlocked else { return true }
            switch Self.send(tls.outbound, over: socket) {
            case .sent(let count): tls.outbound.consume(count)
            case .wouldBlock: isBlocked = true
            case .failed: return false
            }
        }
    }

    private static func send(
        _ bytes: borrowing ByteBuffer, over socket: borrowing Socket
    ) -> SendResult {
        socket.send(bytes.readable)
    }

    private func seal(_ scratch: inout ByteBuffer) {
        guard phase != .handshaking else { return }
        while isAdmitted, tls.outbound.count < Self.backedUpBytes, http.wantsWrite {
            scratch.clear()
            _ = http.writeOutput(into: &scratch, atMost: Self.recordBytes)
            guard !scratch.isEmpty else { break }
            if case .failed = tls.write(scratch) { phase = .closing }
            scratch.clear()
        }
        let isOver = phase == .closing || !(http.wantsRead || http.wantsWrite)
        if isOver && !hasClosedTLS {
            phase = .closing
            hasClosedTLS = true
            tls.close()
        }
    }

    /// Whether everything is written and the socket can be closed.
    var isFinished: Bool { phase == .closing && tls.outbound.isEmpty }
}
