// A TLS client that keeps its session and offers it again, which our own client does not do.

import COpenSSL
import Wire

/// Owns what a client keeps between two connections.
@safe final class ResumingClient {
    private let context: OpaquePointer?
    private var session: OpaquePointer?

    init(certificate name: String, version: Int32) {
        unsafe context = SSL_CTX_new(TLS_client_method())
        let files = TestCertificates.shared
        let maximum = Int(version)
        _ = unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, maximum, nil)
        if let text = unsafe Self.memory(files.pem("\(name).pem")) {
            let certificate = unsafe PEM_read_bio_X509(text, nil, nil, nil)
            _ = unsafe SSL_CTX_use_certificate(context, certificate)
            unsafe X509_free(certificate)
            unsafe BIO_free(text)
        }
        if let text = unsafe Self.memory(files.pem("\(name).key")) {
            let key = unsafe PEM_read_bio_PrivateKey(text, nil, nil, nil)
            _ = unsafe SSL_CTX_use_PrivateKey(context, key)
            unsafe EVP_PKEY_free(key)
            unsafe BIO_free(text)
        }
    }

    deinit {
        unsafe SSL_SESSION_free(session)
        unsafe SSL_CTX_free(context)
    }

    private static func memory(_ bytes: [UInt8]) -> OpaquePointer? {
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { return nil }
        _ = unsafe BIO_write(bio, bytes, Int32(bytes.count))
        return unsafe bio
    }

    /// Connects to a server in memory, offers the kept session and keeps the new one.
    ///
    /// - Returns: the server's side after the handshake.
    func connect(to serverContext: TLSContext) throws(TLSError) -> TLSConnection {
        let server = try TLSConnection(serverContext)
        let input = unsafe BIO_new(BIO_s_mem())
        let output = unsafe BIO_new(BIO_s_mem())
        let client = unsafe SSL_new(context)
        defer { unsafe SSL_free(client) }
        unsafe SSL_set_bio(client, input, output)
        unsafe SSL_set_connect_state(client)
        if unsafe session != nil { _ = unsafe SSL_set_session(client, session) }
        var byte: UInt8 = 0
        for _ in 0..<10 {
            _ = unsafe SSL_do_handshake(client)
            // Reading takes the ticket that follows the handshake in TLS 1.3.
            _ = unsafe SSL_read(client, &byte, 1)
            var chunk = [UInt8](repeating: 0, count: 16384)
            let count = unsafe BIO_read(output, &chunk, 16384)
            if count > 0 { server.inbound.append(chunk.span.extracting(first: Int(count))) }
            _ = server.handshake()
            let answer = array(server.outbound)
            server.outbound.clear()
            if !answer.isEmpty { _ = unsafe BIO_write(input, answer, Int32(answer.count)) }
            if answer.isEmpty && count <= 0 { break }
        }
        unsafe SSL_SESSION_free(session)
        unsafe session = unsafe SSL_get1_session(client)
        // A connection freed without a farewell would spoil its session.
        unsafe SSL_set_shutdown(client, SSL_SENT_SHUTDOWN)
        return server
    }
}
