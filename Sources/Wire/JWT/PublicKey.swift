// One parsed public key in OpenSSL, ready to verify digests one after another.

internal import COpenSSL

/// Owns an OpenSSL key and the context that verifies with it; each shard has its own.
@safe
final class PublicKey {
    let keyID: String?
    let algorithm: TokenAlgorithm
    /// The exact number of bytes in a signature: the modulus' length, or 64.
    let signatureByteCount: Int

    private let context: OpaquePointer

    /// Parses a key; `nil` when OpenSSL finds it invalid.
    init?(_ key: VerificationKey) {
        keyID = key.keyID
        algorithm = key.algorithm
        switch key.material {
        case .rsa(let modulus, _): signatureByteCount = modulus.count
        case .p256: signatureByteCount = 64
        }
        ERR_clear_error()
        guard let parsed = unsafe Self.parse(key.material) else { return nil }
        // The context keeps the key alive.
        defer { unsafe EVP_PKEY_free(parsed) }
        guard let context = unsafe Self.verifying(parsed, key.algorithm) else { return nil }
        unsafe self.context = unsafe context
    }

    deinit {
        unsafe EVP_PKEY_CTX_free(context)
    }

    /// Tells whether a signature, DER for ES256 and raw for RS256, is over this digest.
    func verify(_ digest: Digest256, signature: Span<UInt8>) -> Bool {
        ERR_clear_error()
        let context = unsafe self.context
        return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { bytes in
            for index in 0..<32 { unsafe bytes[index] = digest[index] }
            return unsafe signature.withUnsafeBufferPointer {
                unsafe EVP_PKEY_verify(context, $0.baseAddress, $0.count, bytes.baseAddress, 32)
                    == 1
            }
        }
    }

    private static func verifying(
        _ key: OpaquePointer, _ algorithm: TokenAlgorithm
    ) -> OpaquePointer? {
        guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else { return nil }
        let hash = unsafe OpaquePointer(bitPattern: FetchedAlgorithm.sha256)
        var ready =
            unsafe EVP_PKEY_public_check(context) == 1
            && EVP_PKEY_verify_init(context) == 1
            && EVP_PKEY_CTX_set_signature_md(context, hash) == 1
        if ready, algorithm == .rs256 {
            ready = unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
        }
        guard ready else {
            unsafe EVP_PKEY_CTX_free(context)
            return nil
        }
        return unsafe context
    }

    private static func parse(_ material: VerificationKey.Material) -> OpaquePointer? {
        guard let builder = unsafe OSSL_PARAM_BLD_new() else { return nil }
        defer { unsafe OSSL_PARAM_BLD_free(builder) }
        switch material {
        case .rsa(let modulus, let exponent):
            let n = unsafe BN_bin2bn(modulus, Int32(modulus.count), nil)
            let e = unsafe BN_bin2bn(exponent, Int32(exponent.count), nil)
            defer {
                unsafe BN_free(n)
                unsafe BN_free(e)
            }
            guard unsafe OSSL_PARAM_BLD_push_BN(builder, lasting("n"), n) == 1,
                unsafe OSSL_PARAM_BLD_push_BN(builder, lasting("e"), e) == 1
            else { return nil }
            return unsafe make("RSA", builder)
        case .p256(let x, let y):
            let point: [UInt8] = [4] + x + y
            return unsafe point.withUnsafeBufferPointer { point in
                guard
                    unsafe OSSL_PARAM_BLD_push_utf8_string(
                        builder, lasting("group"), lasting("P-256"), 0) == 1,
                    unsafe OSSL_PARAM_BLD_push_octet_string(
                        builder, lasting("pub"), point.baseAddress, point.count) == 1
                else { return nil }
                return unsafe make("EC", builder)
            }
        }
    }

    private static func make(_ type: String, _ builder: OpaquePointer) -> OpaquePointer? {
        guard let parameters = unsafe OSSL_PARAM_BLD_to_param(builder) else { return nil }
        defer { unsafe OSSL_PARAM_free(parameters) }
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, type, nil) else { return nil }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        // EVP_PKEY_PUBLIC_KEY, a macro that Swift does not see.
        let selection =
            OSSL_KEYMGMT_SELECT_DOMAIN_PARAMETERS | OSSL_KEYMGMT_SELECT_OTHER_PARAMETERS
            | OSSL_KEYMGMT_SELECT_PUBLIC_KEY
        var key: OpaquePointer?
        guard unsafe EVP_PKEY_fromdata_init(context) == 1,
            unsafe EVP_PKEY_fromdata(context, &key, selection, parameters) == 1
        else { return nil }
        return unsafe key
    }
}
