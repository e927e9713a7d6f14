// A certificate, a key, the authorities trusted: what many TLS connections share.

internal import COpenSSL

/// Holds an OpenSSL context, one per shard because OpenSSL contends on shared ones.
@safe public final class TLSContext {
    /// A certificate that we trust, and the file it stands in.
    struct Anchor {
        let fingerprint: [UInt8]
        let file: Int
    }

    let role: TLSRole
    let handle: OpaquePointer
    let bioMethod: OpaquePointer
    let ticketKeys: TicketKeys?
    private(set) var anchors: [Anchor] = []
    /// The protocols we speak in the form of ALPN; C keeps pointers into it during a callback.
    let protocols: UnsafeMutableBufferPointer<UInt8>

    /// Builds a context.
    ///
    /// - Throws: an error when a certificate, key or authority cannot be used.
    public init(_ settings: TLSSettings) throws(TLSError) {
        role = settings.role
        ticketKeys = settings.ticketKeys
        let list = Self.protocolList(settings.applicationProtocols)
        unsafe protocols = UnsafeMutableBufferPointer.allocate(capacity: list.count)
        _ = unsafe protocols.initialize(from: list)
        ERR_clear_error()
        let isServer = role == .server
        guard
            let context = unsafe SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method()),
            let method = unsafe makeBufferBIOMethod()
        else { preconditionFailure("out of memory") }
        unsafe handle = context
        unsafe bioMethod = method
        // INVARIANT: every property is set by here, so that a throw below frees what was made.
        try configure(settings)
        try loadIdentity(settings)
        try loadAuthorities(settings)
        setCallbacks()
    }

    deinit {
        unsafe SSL_CTX_free(handle)
        unsafe BIO_meth_free(bioMethod)
        unsafe protocols.deallocate()
    }

    /// Finds which trusted file a fingerprint stands in.
    func file(of fingerprint: [UInt8]) -> Int? {
        for anchor in anchors where anchor.fingerprint == fingerprint { return anchor.file }
        return nil
    }

    private static func protocolList(_ protocols: [ApplicationProtocol]) -> [UInt8] {
        var list: [UInt8] = []
        for each in protocols {
            let name: [UInt8] =
                switch each {
                case .h2: Array("h2".utf8)
                case .http11: Array("http/1.1".utf8)
                }
            list.append(UInt8(name.count))
            list.append(contentsOf: name)
        }
        return list
    }

    private func configure(_ settings: TLSSettings) throws(TLSError) {
        let version = settings.minimumVersion == .tls13 ? TLS1_3_VERSION : TLS1_2_VERSION
        guard unsafe COpenSSL_set_minimum_version(handle, version) == 1,
            unsafe SSL_CTX_set_ciphersuites(
                handle,
                "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256") == 1,
            unsafe SSL_CTX_set_cipher_list(handle, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1
        else { throw TLSError(description: "the TLS library lacks the ciphers we need") }
        let issuesTickets = role == .server && ticketKeys != nil
        unsafe COpenSSL_set_options(handle, issuesTickets ? 1 : 0)
        _ = unsafe SSL_CTX_set_num_tickets(handle, issuesTickets ? 1 : 0)
        _ = unsafe SSL_CTX_set_max_early_data(handle, 0)
        _ = unsafe SSL_CTX_set_recv_max_early_data(handle, 0)
        _ = unsafe COpenSSL_set_mode(handle, Int(SSL_MODE_RELEASE_BUFFERS))
        _ = unsafe COpenSSL_set_session_cache_mode(handle, Int(SSL_SESS_CACHE_OFF))
        unsafe SSL_CTX_set_verify_depth(handle, 5)
        let name = settings.sessionIDContext
        guard unsafe SSL_CTX_set_session_id_context(handle, name, UInt32(name.count)) == 1 else {
            throw TLSError(description: "the session id context is longer than 32 bytes")
        }
        if role == .client {
            _ = unsafe SSL_CTX_set_alpn_protos(
                handle, protocols.baseAddress, UInt32(protocols.count))
        }
    }

    private func loadIdentity(_ settings: TLSSettings) throws(TLSError) {
        if role == .client && settings.certificateChainPEM.isEmpty { return }
        let chain = try CertificateList(pem: settings.certificateChainPEM, what: "certificate")
        ERR_clear_error()
        guard unsafe SSL_CTX_use_certificate(handle, chain[0]) == 1 else {
            throw TLSError(description: "certificate: \(queuedText())")
        }
        for index in 1..<max(1, chain.count)
        where unsafe COpenSSL_add_chain_certificate(handle, chain[index]) != 1 {
            throw TLSError(description: "certificate: an intermediate cannot be used")
        }
        let pem = settings.privateKeyPEM
        let key = unsafe pem.withUnsafeBytes { bytes -> OpaquePointer? in
            guard let text = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count))
            else { return nil }
            defer { unsafe BIO_free(text) }
            return unsafe PEM_read_bio_PrivateKey(text, nil, refusePassword, nil)
        }
        guard let key = unsafe key else {
            ERR_clear_error()
            throw TLSError(description: "private key: no usable key in the file (no password)")
        }
        defer { unsafe EVP_PKEY_free(key) }
        guard unsafe SSL_CTX_use_PrivateKey(handle, key) == 1,
            unsafe SSL_CTX_check_private_key(handle) == 1
        else {
            ERR_clear_error()
            throw TLSError(description: "private key: it does not belong to the certificate")
        }
    }

    private func loadAuthorities(_ settings: TLSSettings) throws(TLSError) {
        guard !settings.trustedAuthoritiesPEM.isEmpty else {
            throw TLSError(description: "authorities: none given, so nobody could be trusted")
        }
        guard let store = unsafe SSL_CTX_get_cert_store(handle) else { return }
        // A certificate in a bundle is trusted for what it is, even when its issuer is elsewhere.
        _ = unsafe X509_STORE_set_flags(store, UInt(X509_V_FLAG_PARTIAL_CHAIN))
        for (file, pem) in settings.trustedAuthoritiesPEM.enumerated() {
            let list = try CertificateList(pem: pem, what: "authorities, file \(file + 1)")
            for index in 0..<list.count {
                let authority = unsafe list[index]
                ERR_clear_error()
                guard unsafe X509_STORE_add_cert(store, authority) == 1,
                    let fingerprint = try? unsafe certificateFingerprint(authority)
                else { throw TLSError(description: "authorities: \(queuedText())") }
                anchors.append(Anchor(fingerprint: fingerprint, file: file))
                if role == .server { _ = unsafe SSL_CTX_add_client_CA(handle, authority) }
            }
        }
    }

    private func queuedText() -> String {
        let text = unsafe ERR_reason_error_string(ERR_peek_last_error())
        ERR_clear_error()
        guard let text = unsafe text else { return "it cannot be used" }
        return unsafe String(cString: text)
    }
}

@available(*, unavailable)
extension TLSContext: Sendable {}
