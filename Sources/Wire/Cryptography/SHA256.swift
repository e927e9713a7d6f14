// SHA-256 over bytes that arrive in pieces.

internal import COpenSSL

/// An incremental SHA-256; after `finish` it is ready for the next message.
@safe
public struct SHA256: ~Copyable {
    private let context: OpaquePointer

    /// Starts an empty message.
    public init() {
        guard let context = unsafe EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
        unsafe self.context = unsafe context
        let algorithm = unsafe OpaquePointer(bitPattern: FetchedAlgorithm.sha256)
        let started = unsafe EVP_DigestInit_ex2(context, algorithm, nil)
        precondition(started == 1, "SHA-256 does not start")
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Adds bytes to the message.
    public mutating func update(_ bytes: Span<UInt8>) {
        guard bytes.count > 0 else { return }
        let context = unsafe self.context
        let added = unsafe bytes.withUnsafeBufferPointer {
            unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
        }
        precondition(added == 1, "SHA-256 does not take bytes")
    }

    /// Ends the message, gives its digest, and starts an empty one.
    public mutating func finish() -> Digest256 {
        let context = unsafe self.context
        let digest = unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { room in
            let ended = unsafe EVP_DigestFinal_ex(context, room.baseAddress, nil)
            precondition(ended == 1, "SHA-256 does not end")
            return Digest256 { unsafe room[$0] }
        }
        let started = unsafe EVP_DigestInit_ex2(context, nil, nil)
        precondition(started == 1, "SHA-256 does not start again")
        return digest
    }

    /// Hashes one message.
    public static func digest(_ bytes: Span<UInt8>) -> Digest256 {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    /// Hashes one message.
    public static func digest(_ bytes: [UInt8]) -> Digest256 {
        digest(bytes.span)
    }
}
