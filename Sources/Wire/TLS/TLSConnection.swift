// A TLS connection without its socket: ciphertext in two buffers, plaintext through calls.

internal import COpenSSL

/// Speaks TLS between two buffers that the owner fills from and drains to the socket.
///
/// When the transport ends without `closed` having been read, the peer's bytes may be cut short:
/// the owner knows, this does not.
@safe public final class TLSConnection {
    /// Ciphertext from the socket: the owner appends, the connection consumes.
    public var inbound = ByteBuffer()
    /// Ciphertext for the socket: the connection appends, the owner consumes.
    public var outbound = ByteBuffer()
    private let context: TLSContext
    private let handle: OpaquePointer
    private var isComplete = false
    private var fault: TLSFault?
    private var peer: PeerCertificate?
    /// The SHA-256 of the authority that vouches for the peer.
    private(set) var anchorFingerprint: [UInt8]?

    /// Makes a connection whose handshake has not begun.
    ///
    /// - Parameters:
    ///   - context: its role is the connection's.
    ///   - serverName: what the client role asks for by SNI; it is not checked in the certificate.
    public init(_ context: TLSContext, serverName: String? = nil) throws(TLSError) {
        self.context = context
        ERR_clear_error()
        guard let made = unsafe SSL_new(context.handle) else {
            throw TLSError(description: "out of memory for a connection")
        }
        unsafe handle = made
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        guard unsafe SSL_set_ex_data(made, 0, me) == 1, let bio = unsafe BIO_new(context.bioMethod)
        else { throw TLSError(description: "out of memory for a connection") }
        unsafe BIO_set_data(bio, me)
        unsafe BIO_set_init(bio, 1)
        unsafe SSL_set_bio(made, bio, bio)
        switch context.role {
        case .server: unsafe SSL_set_accept_state(made)
        case .client: unsafe SSL_set_connect_state(made)
        }
        if let serverName, context.role == .client {
            _ = unsafe COpenSSL_set_server_name(made, serverName)
        }
    }

    deinit {
        unsafe SSL_free(handle)
    }

    /// Goes on with the handshake as far as `inbound` allows.
    public func handshake() -> TLSProgress {
        if let fault { return .failed(fault) }
        if isComplete { return .complete }
        ERR_clear_error()
        let result = unsafe SSL_do_handshake(handle)
        guard result == 1 else {
            if unsafe SSL_get_error(handle, result) == SSL_ERROR_WANT_READ { return .wantsInput }
            return .failed(failed())
        }
        isComplete = true
        return .complete
    }

    /// Appends decrypted bytes to a buffer.
    ///
    /// - Parameter limit: at most so many bytes; ask again when as many came.
    public func read(into plaintext: inout ByteBuffer, atMost limit: Int) -> TLSRead {
        if let fault { return .failed(fault) }
        guard isComplete else { return .wantsInput }
        var total = 0
        while total < limit {
            let expected = inbound.count + Int(unsafe SSL_pending(handle))
            if expected == 0 { break }
            let room = min(limit - total, max(expected, 64))
            var taken = 0
            ERR_clear_error()
            let result = unsafe plaintext.fill(pointer: room) { target in
                let result = unsafe SSL_read_ex(handle, target, room, &taken)
                return (result, taken)
            }
            total += taken
            if result == 1 { continue }
            let error = unsafe SSL_get_error(handle, result)
            if error == SSL_ERROR_WANT_READ { break }
            if error == SSL_ERROR_ZERO_RETURN { return total > 0 ? .bytes(total) : .closed }
            // The bytes before the failure count; the next call tells the failure.
            let fault = failed()
            return total > 0 ? .bytes(total) : .failed(fault)
        }
        if total > 0 { return .bytes(total) }
        // A connection that waits is to hold as little as it can.
        inbound.releaseStorage()
        return isPeerDone ? .closed : .wantsInput
    }

    private var isPeerDone: Bool {
        unsafe SSL_get_shutdown(handle) & SSL_RECEIVED_SHUTDOWN != 0
    }

    /// Seals bytes into `outbound`.
    public func write(_ plaintext: Span<UInt8>) -> TLSWrite {
        if let fault { return .failed(fault) }
        guard plaintext.count > 0 else { return .written(0) }
        guard isComplete else {
            return .failed(TLSFault(reason: .other, text: "written before the handshake's end"))
        }
        // Each record of at most 16 KiB adds a head, a content type and a tag.
        outbound.reserve(plaintext.count + (plaintext.count / 16384 + 1) * 32)
        ERR_clear_error()
        var written = 0
        let result = unsafe plaintext.withUnsafeBufferPointer { bytes in
            unsafe SSL_write_ex(handle, bytes.baseAddress, bytes.count, &written)
        }
        guard result == 1, written == plaintext.count else { return .failed(failed()) }
        return .written(written)
    }

    /// Seals what is readable in a buffer, which the owner then clears, into `outbound`.
    public func write(_ plaintext: borrowing ByteBuffer) -> TLSWrite {
        write(plaintext.readable)
    }

    /// Tells the peer that nothing more is sent.
    public func close() {
        guard isComplete, fault == nil else { return }
        ERR_clear_error()
        _ = unsafe SSL_shutdown(handle)
    }

    /// What ALPN chose, once the handshake is complete; nothing when the client offered nothing.
    public var negotiatedProtocol: ApplicationProtocol? {
        var name: UnsafePointer<UInt8>? = nil
        var length: UInt32 = 0
        unsafe SSL_get0_alpn_selected(handle, &name, &length)
        return switch length {
        case 2: .h2
        case 8: .http11
        default: nil
        }
    }

    /// Whether a ticket was accepted, so that the peer's certificate was verified earlier.
    public var wasResumed: Bool {
        unsafe SSL_session_reused(handle) == 1
    }

    /// The peer's certificate, once the handshake is complete, a resumed one too.
    public func peerCertificate() -> PeerCertificate? {
        isComplete ? peer : nil
    }

    /// Keeps what a verified certificate says.
    ///
    /// - Returns: whether it could be read.
    @unsafe func notePeer(_ leaf: OpaquePointer, _ anchor: TLSContext.Anchor?) -> Bool {
        guard let anchor, var read = try? unsafe PeerCertificate(leaf) else { return false }
        read.authorityIndex = anchor.file
        peer = read
        anchorFingerprint = anchor.fingerprint
        return true
    }

    private func failed() -> TLSFault {
        let made = unsafe TLSFault(handle)
        fault = made
        return made
    }
}

@available(*, unavailable)
extension TLSConnection: Sendable {}
