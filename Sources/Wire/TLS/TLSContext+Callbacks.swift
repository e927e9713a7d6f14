// What OpenSSL asks of a context: which protocol, whom to trust, how to seal a ticket.

internal import COpenSSL

extension TLSContext {
    /// Names our callbacks to OpenSSL.
    func setCallbacks() {
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        _ = unsafe SSL_CTX_set_ex_data(handle, 0, me)
        unsafe SSL_CTX_set_cert_verify_callback(handle, verifyPeer, me)
        switch role {
        case .client:
            unsafe SSL_CTX_set_verify(handle, SSL_VERIFY_PEER, nil)
        case .server:
            unsafe SSL_CTX_set_verify(
                handle, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
            unsafe SSL_CTX_set_alpn_select_cb(handle, selectProtocol, me)
            guard ticketKeys != nil else { return }
            _ = unsafe SSL_CTX_set_tlsext_ticket_key_evp_cb(handle, useTicketKey)
            _ = unsafe SSL_CTX_set_session_ticket_cb(handle, markTicket, acceptTicket, me)
        }
    }

    /// Finds the first trusted certificate on the way from the leaf up, and its file.
    @unsafe fileprivate func anchor(of chain: OpaquePointer?) -> Anchor? {
        for index in 0..<max(0, unsafe COpenSSL_certificates_count(chain)) {
            guard let certificate = unsafe COpenSSL_certificate_at(chain, index),
                let fingerprint = try? unsafe certificateFingerprint(certificate),
                let file = file(of: fingerprint)
            else { continue }
            return Anchor(fingerprint: fingerprint, file: file)
        }
        return nil
    }
}

/// Picks the first of our protocols that the client offers, and fails without one in common.
private let selectProtocol: SSL_CTX_alpn_select_cb_func = {
    _, chosen, chosenLength, offered, offeredLength, context in
    guard let context = unsafe context, let chosen = unsafe chosen else {
        return SSL_TLSEXT_ERR_ALERT_FATAL
    }
    return unsafe Unmanaged<TLSContext>.fromOpaque(context)._withUnsafeGuaranteedRef { owner in
        var found: UnsafeMutablePointer<UInt8>? = nil
        let result = unsafe SSL_select_next_proto(
            &found, chosenLength, owner.protocols.baseAddress, UInt32(owner.protocols.count),
            offered, offeredLength)
        guard result == OPENSSL_NPN_NEGOTIATED else { return SSL_TLSEXT_ERR_ALERT_FATAL }
        unsafe chosen.pointee = unsafe UnsafePointer(found)
        return SSL_TLSEXT_ERR_OK
    }
}

/// Verifies the chain as OpenSSL does, then notes the anchor and reads the names.
private let verifyPeer: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Int32 = {
    store, context in
    guard let store = unsafe store, let context = unsafe context,
        unsafe X509_verify_cert(store) == 1,
        let connection = unsafe X509_STORE_CTX_get_ex_data(
            store, SSL_get_ex_data_X509_STORE_CTX_idx()),
        let owner = unsafe SSL_get_ex_data(OpaquePointer(connection), 0),
        let leaf = unsafe X509_STORE_CTX_get0_cert(store)
    else { return 0 }
    let isRead = unsafe Unmanaged<TLSContext>.fromOpaque(context)._withUnsafeGuaranteedRef {
        trust in
        let anchor = unsafe trust.anchor(of: X509_STORE_CTX_get0_chain(store))
        return unsafe Unmanaged<TLSConnection>.fromOpaque(owner)._withUnsafeGuaranteedRef {
            unsafe $0.notePeer(leaf, anchor)
        }
    }
    if !isRead { unsafe X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION) }
    return isRead ? 1 : 0
}

/// Seals or opens a ticket with the keys that all shards share.
private let useTicketKey:
    @convention(c) (
        OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt8>?,
        OpaquePointer?, OpaquePointer?, Int32
    ) -> Int32 = { connection, name, nonce, cipher, mac, isSealing in
        guard let name = unsafe name, let nonce = unsafe nonce,
            let context = unsafe SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), 0)
        else { return -1 }
        let keys = unsafe Unmanaged<TLSContext>.fromOpaque(context)._withUnsafeGuaranteedRef {
            $0.ticketKeys
        }
        guard let keys else { return -1 }
        return unsafe keys.bytes.withUnsafeBufferPointer { bytes in
            guard let key = bytes.baseAddress else { return -1 }
            if isSealing != 0 {
                unsafe name.update(from: key, count: 16)
                guard unsafe RAND_bytes(nonce, 16) == 1,
                    unsafe EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), nil, key + 16, nonce) == 1
                else { return -1 }
            } else {
                guard unsafe CRYPTO_memcmp(name, key, 16) == 0 else { return 0 }
                guard
                    unsafe EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), nil, key + 16, nonce) == 1
                else { return -1 }
            }
            return unsafe COpenSSL_set_hmac_sha256_key(mac, key + 48, 32) == 1 ? 1 : -1
        }
    }

/// Writes into a ticket which authority vouched for its holder.
private let markTicket: SSL_CTX_generate_session_ticket_fn = { connection, _ in
    guard let owner = unsafe SSL_get_ex_data(connection, 0) else { return 0 }
    return unsafe Unmanaged<TLSConnection>.fromOpaque(owner)._withUnsafeGuaranteedRef { peer in
        guard let fingerprint = peer.anchorFingerprint else { return 0 }
        return unsafe SSL_SESSION_set1_ticket_appdata(
            SSL_get_session(connection), fingerprint, fingerprint.count)
    }
}

/// Takes a ticket only while its authority is trusted and its certificate is in time.
private let acceptTicket: SSL_CTX_decrypt_session_ticket_fn = {
    connection, session, _, _, status, context in
    guard status == SSL_TICKET_SUCCESS || status == SSL_TICKET_SUCCESS_RENEW,
        let context = unsafe context, let owner = unsafe SSL_get_ex_data(connection, 0),
        let leaf = unsafe SSL_SESSION_get0_peer(session),
        unsafe X509_cmp_current_time(X509_get0_notAfter(leaf)) > 0
    else { return SSL_TICKET_RETURN_IGNORE_RENEW }
    var data: UnsafeMutableRawPointer? = nil
    var length = 0
    guard unsafe SSL_SESSION_get0_ticket_appdata(session, &data, &length) == 1,
        let data = unsafe data
    else { return SSL_TICKET_RETURN_IGNORE_RENEW }
    let fingerprint = unsafe [UInt8](UnsafeRawBufferPointer(start: data, count: length))
    let isKnown = unsafe Unmanaged<TLSContext>.fromOpaque(context)._withUnsafeGuaranteedRef {
        trust in
        guard let file = trust.file(of: fingerprint) else { return false }
        return unsafe Unmanaged<TLSConnection>.fromOpaque(owner)._withUnsafeGuaranteedRef {
            unsafe $0.notePeer(leaf, TLSContext.Anchor(fingerprint: fingerprint, file: file))
        }
    }
    guard isKnown else { return SSL_TICKET_RETURN_IGNORE_RENEW }
    return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW
}
