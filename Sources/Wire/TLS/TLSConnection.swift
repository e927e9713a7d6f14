// A TLS connection without its socket: ciphertext in two buffers, plaintext through calls.

/// Speaks TLS between two buffers that the owner fills from and drains to the socket.
public final class TLSConnection {
    /// Ciphertext from the socket: the owner appends, the connection consumes.
    public var inbound = ByteBuffer()
    /// Ciphertext for the socket: the connection appends, the owner consumes.
    public var outbound = ByteBuffer()
    let context: TLSContext

    /// Makes a connection whose handshake has not begun.
    ///
    /// - Parameters:
    ///   - context: its role is the connection's.
    ///   - serverName: what the client role asks for by SNI; it is not checked in the certificate.
    public init(_ context: TLSContext, serverName: String? = nil) throws(TLSError) {
        self.context = context
    }

    /// Goes on with the handshake as far as `inbound` allows.
    public func handshake() -> TLSProgress {
        .wantsInput
    }

    /// Appends decrypted bytes to a buffer.
    public func read(into plaintext: inout ByteBuffer, atMost limit: Int) -> TLSRead {
        .wantsInput
    }

    /// Seals bytes into `outbound`.
    public func write(_ plaintext: Span<UInt8>) -> TLSWrite {
        .written(plaintext.count)
    }

    /// Seals what is readable in a buffer, which the owner then clears, into `outbound`.
    public func write(_ plaintext: borrowing ByteBuffer) -> TLSWrite {
        write(plaintext.readable)
    }

    /// Tells the peer that nothing more is sent.
    public func close() {}

    /// What ALPN chose, once the handshake is complete.
    public var negotiatedProtocol: ApplicationProtocol? { nil }

    /// Whether a ticket was accepted, so that the peer's certificate was verified earlier.
    public var wasResumed: Bool { false }

    /// The peer's certificate, once the handshake is complete, a resumed one too.
    public func peerCertificate() -> PeerCertificate? { nil }
}

@available(*, unavailable)
extension TLSConnection: Sendable {}
