// What OpenSSL's error queue and verification result say, in our words.

internal import COpenSSL

extension TLSFault {
    /// Makes a fault of what just failed on a connection and empties the thread's error queue.
    @unsafe init(_ connection: OpaquePointer) {
        let first = ERR_peek_error()
        defer { ERR_clear_error() }
        if ERR_GET_REASON(first) == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE {
            self.init(reason: .noCertificate, text: "the peer sent no certificate")
            return
        }
        let verified = unsafe SSL_get_verify_result(connection)
        if verified != X509_V_OK && ERR_GET_REASON(first) == SSL_R_CERTIFICATE_VERIFY_FAILED {
            let text = unsafe X509_verify_cert_error_string(verified)
            self.init(reason: Self.reason(verified), text: unsafe Self.string(text))
            return
        }
        guard first != 0 else {
            self.init(reason: .other, text: "the connection failed")
            return
        }
        let text = unsafe Self.string(ERR_reason_error_string(first))
        self.init(
            reason: ERR_GET_LIB(first) == ERR_LIB_SSL ? .protocolError : .other, text: text)
    }

    private static func reason(_ verified: Int) -> Reason {
        switch Int32(truncatingIfNeeded: verified) {
        case X509_V_ERR_CERT_HAS_EXPIRED: .expired
        case X509_V_ERR_CERT_NOT_YET_VALID: .notYetValid
        case X509_V_ERR_CERT_REVOKED: .revoked
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_SIGNATURE_FAILURE,
            X509_V_ERR_CERT_UNTRUSTED:
            .unknownAuthority
        default: .other
        }
    }

    private static func string(_ text: UnsafePointer<CChar>?) -> String {
        guard let text = unsafe text else { return "no further word" }
        return unsafe String(cString: text)
    }
}
