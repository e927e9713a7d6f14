// AES-256-GCM under one key (NIST SP 800-38D): seals and opens whole messages.

internal import COpenSSL

/// Seals and opens messages under one 256-bit key.
///
/// A nonce is 12 bytes and never used twice under one key; a sealed message is the ciphertext and
/// its 16-byte tag.
@safe
public struct AESGCM256: ~Copyable {
    /// The number of bytes in a key.
    public static let keyByteCount = 32
    /// The number of bytes in a nonce.
    public static let nonceByteCount = 12
    /// The number of bytes that sealing adds.
    public static let tagByteCount = 16

    private let sealing: OpaquePointer
    private let opening: OpaquePointer

    /// Takes a key of exactly 32 bytes.
    public init(key: Span<UInt8>) {
        precondition(key.count == Self.keyByteCount, "an AES-256 key has 32 bytes")
        unsafe sealing = unsafe Self.context(key, sealing: true)
        unsafe opening = unsafe Self.context(key, sealing: false)
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(sealing)
        unsafe EVP_CIPHER_CTX_free(opening)
    }

    private static func context(_ key: Span<UInt8>, sealing: Bool) -> OpaquePointer {
        guard let context = unsafe EVP_CIPHER_CTX_new() else {
            preconditionFailure("out of memory")
        }
        let algorithm = unsafe OpaquePointer(bitPattern: FetchedAlgorithm.aes256GCM)
        let started = unsafe key.withUnsafeBufferPointer {
            unsafe EVP_CipherInit_ex2(
                context, algorithm, $0.baseAddress, nil, sealing ? 1 : 0, nil)
        }
        precondition(started == 1, "AES-256-GCM does not start")
        return unsafe context
    }

    /// Appends the sealed message to `output`, which must have room for it and its tag.
    public func seal(
        _ plaintext: Span<UInt8>, nonce: Span<UInt8>, associated: Span<UInt8>,
        into output: inout OutputSpan<UInt8>
    ) {
        precondition(nonce.count == Self.nonceByteCount && plaintext.count <= Self.maximumByteCount)
        precondition(output.freeCapacity >= plaintext.count + Self.tagByteCount)
        let context = unsafe sealing
        let count = plaintext.count
        let done = unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
            guard let base = buffer.baseAddress else { return false }
            let start = unsafe base + initialized
            let tag = unsafe start + count
            var length: Int32 = 0
            let sealed =
                unsafe Self.begin(context, nonce: nonce, associated: associated)
                && Self.transform(context, plaintext, count: count, into: start)
                && EVP_CipherFinal_ex(context, tag, &length) == 1
                && EVP_CIPHER_CTX_ctrl(
                    context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagByteCount), tag) == 1
            if sealed { initialized += count + Self.tagByteCount }
            return sealed
        }
        precondition(done, "AES-256-GCM does not seal")
    }

    /// Appends the opened message to `output`, which must have room for it.
    ///
    /// Gives false, and appends nothing, when the message, its nonce or the associated data were
    /// changed or belong to another key.
    public func open(
        _ sealed: Span<UInt8>, nonce: Span<UInt8>, associated: Span<UInt8>,
        into output: inout OutputSpan<UInt8>
    ) -> Bool {
        let count = sealed.count - Self.tagByteCount
        guard nonce.count == Self.nonceByteCount, count >= 0, count <= Self.maximumByteCount else {
            return false
        }
        precondition(output.freeCapacity >= count)
        let context = unsafe opening
        ERR_clear_error()
        return unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
            // An empty message has nowhere to be written, and OpenSSL needs an address all the same.
            var nowhere: UInt8 = 0
            return unsafe withUnsafeMutablePointer(to: &nowhere) { nowhere in
                let start = unsafe buffer.baseAddress.map { unsafe $0 + initialized } ?? nowhere
                var length: Int32 = 0
                let opened =
                    unsafe Self.begin(context, nonce: nonce, associated: associated)
                    && Self.transform(context, sealed, count: count, into: start)
                    && Self.setTag(context, sealed, at: count)
                    && EVP_CipherFinal_ex(context, nowhere, &length) == 1
                if opened {
                    initialized += count
                } else {
                    unsafe start.update(repeating: 0, count: count)
                }
                return opened
            }
        }
    }

    // OpenSSL counts in 32 bits.
    private static let maximumByteCount = Int(Int32.max) - 64

    private static func begin(
        _ context: OpaquePointer, nonce: Span<UInt8>, associated: Span<UInt8>
    ) -> Bool {
        var length: Int32 = 0
        let started = unsafe nonce.withUnsafeBufferPointer {
            unsafe EVP_CipherInit_ex2(context, nil, nil, $0.baseAddress, -1, nil) == 1
        }
        guard started, associated.count > 0 else { return started }
        return unsafe associated.withUnsafeBufferPointer {
            unsafe EVP_CipherUpdate(context, nil, &length, $0.baseAddress, Int32($0.count)) == 1
        }
    }

    private static func transform(
        _ context: OpaquePointer, _ bytes: Span<UInt8>, count: Int,
        into output: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        guard count > 0 else { return true }
        var length: Int32 = 0
        return unsafe bytes.withUnsafeBufferPointer {
            unsafe EVP_CipherUpdate(context, output, &length, $0.baseAddress, Int32(count)) == 1
                && Int(length) == count
        }
    }

    private static func setTag(_ context: OpaquePointer, _ sealed: Span<UInt8>, at count: Int)
        -> Bool
    {
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: tagByteCount) { tag in
            for index in 0..<tagByteCount { unsafe tag[index] = sealed[count + index] }
            return unsafe EVP_CIPHER_CTX_ctrl(
                context, EVP_CTRL_AEAD_SET_TAG, Int32(tagByteCount), tag.baseAddress) == 1
        }
    }
}
