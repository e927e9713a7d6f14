// The certificates of one PEM file, as OpenSSL holds them.

internal import COpenSSL

/// Owns the certificates that were read from PEM, in order.
@safe struct CertificateList: ~Copyable {
    private let certificates: UnsafeMutableBufferPointer<OpaquePointer>

    /// Reads all certificates; other PEM blocks and text between them are passed over.
    ///
    /// - Throws: an error that begins with `what` when one cannot be parsed, or there is none.
    init(pem: [UInt8], what: String) throws(TLSError) {
        ERR_clear_error()
        let found = unsafe pem.withUnsafeBytes { unsafe Self.readAll($0) }
        let last = ERR_peek_last_error()
        ERR_clear_error()
        let isBroken = last != 0 && ERR_GET_REASON(last) != PEM_R_NO_START_LINE
        guard !isBroken && !found.isEmpty else {
            unsafe Self.free(found)
            let fault = isBroken ? "a certificate cannot be parsed" : "no certificate in the file"
            throw TLSError(description: "\(what): \(fault)")
        }
        unsafe certificates = found
    }

    private static func free(_ certificates: UnsafeMutableBufferPointer<OpaquePointer>) {
        for index in 0..<certificates.count { unsafe X509_free(certificates[index]) }
        unsafe certificates.deallocate()
    }

    private static func readAll(
        _ bytes: UnsafeRawBufferPointer
    ) -> UnsafeMutableBufferPointer<OpaquePointer> {
        var found = unsafe [OpaquePointer]()
        if let text = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count)) {
            while let next = unsafe PEM_read_bio_X509(text, nil, refusePassword, nil) {
                unsafe found.append(next)
            }
            unsafe BIO_free(text)
        }
        let block = unsafe UnsafeMutableBufferPointer<OpaquePointer>.allocate(capacity: found.count)
        _ = unsafe block.initialize(from: found)
        return unsafe block
    }

    deinit {
        unsafe Self.free(certificates)
    }

    var count: Int { unsafe certificates.count }

    /// Lends a certificate, which lives as long as the list.
    @unsafe subscript(_ index: Int) -> OpaquePointer { unsafe certificates[index] }
}

/// Refuses to ask a person for the password of a key: a gate starts unattended.
let refusePassword:
    @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 =
        { _, _, _, _ in -1 }
