// HMAC with SHA-256 (RFC 2104): once, or many times under one key.

internal import COpenSSL

/// Authenticates messages with HMAC-SHA-256.
public enum HMACSHA256 {
    /// Gives the code of one message under one key.
    public static func authenticate(_ message: Span<UInt8>, key: Span<UInt8>) -> Digest256 {
        var authenticator = HMACAuthenticator(key: key)
        authenticator.update(message)
        return authenticator.finish()
    }
}

/// An incremental HMAC-SHA-256 that keeps its key; after `finish` it is ready for the next message.
@safe
public struct HMACAuthenticator: ~Copyable {
    private let context: OpaquePointer

    /// Takes the key, of any length.
    public init(key: Span<UInt8>) {
        let algorithm = unsafe OpaquePointer(bitPattern: FetchedAlgorithm.hmac)
        guard let context = unsafe EVP_MAC_CTX_new(algorithm) else {
            preconditionFailure("out of memory")
        }
        unsafe self.context = unsafe context
        let started = unsafe Self.start(context, key: key)
        precondition(started == 1, "HMAC-SHA-256 does not start")
    }

    deinit {
        unsafe EVP_MAC_CTX_free(context)
    }

    private static func start(_ context: OpaquePointer, key: Span<UInt8>) -> Int32 {
        var name = Array("SHA256".utf8CString)
        return unsafe name.withUnsafeMutableBufferPointer { name in
            let parameters = unsafe [
                OSSL_PARAM_construct_utf8_string(lasting("digest"), name.baseAddress, 0),
                OSSL_PARAM_construct_end(),
            ]
            // A null key would mean "keep the key": an empty one needs an address of its own.
            var empty: UInt8 = 0
            return unsafe withUnsafeMutablePointer(to: &empty) { empty in
                unsafe key.withUnsafeBufferPointer { key in
                    let address = unsafe key.baseAddress ?? UnsafePointer(empty)
                    return unsafe EVP_MAC_init(context, address, key.count, parameters)
                }
            }
        }
    }

    /// Adds bytes to the message.
    public mutating func update(_ bytes: Span<UInt8>) {
        guard bytes.count > 0 else { return }
        let context = unsafe self.context
        let added = unsafe bytes.withUnsafeBufferPointer {
            unsafe EVP_MAC_update(context, $0.baseAddress, $0.count)
        }
        precondition(added == 1, "HMAC-SHA-256 does not take bytes")
    }

    /// Ends the message, gives its code, and starts an empty one under the same key.
    public mutating func finish() -> Digest256 {
        let context = unsafe self.context
        let code = unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { room in
            var length = 0
            let ended = unsafe EVP_MAC_final(context, room.baseAddress, &length, 32)
            precondition(ended == 1 && length == 32, "HMAC-SHA-256 does not end")
            return Digest256 { unsafe room[$0] }
        }
        let started = unsafe EVP_MAC_init(context, nil, 0, nil)
        precondition(started == 1, "HMAC-SHA-256 does not start again")
        return code
    }
}
