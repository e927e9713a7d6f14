// Algorithms fetched from OpenSSL once for the process, since a fetch per call costs more than a hash.

internal import COpenSSL

/// Names the fetched algorithms by address.
///
/// A fetched algorithm is immutable and counted by OpenSSL, so its address may cross threads; it is
/// kept as a number because a pointer is not `Sendable`.
enum FetchedAlgorithm {
    static let sha256 = unsafe fetched(EVP_MD_fetch(nil, "SHA256", nil), "SHA-256")
    static let aes256GCM = unsafe fetched(EVP_CIPHER_fetch(nil, "AES-256-GCM", nil), "AES-256-GCM")
    static let hmac = unsafe fetched(EVP_MAC_fetch(nil, "HMAC", nil), "HMAC")

    private static func fetched(_ algorithm: OpaquePointer?, _ name: StaticString) -> UInt {
        guard let algorithm = unsafe algorithm else {
            preconditionFailure("OpenSSL offers no \(name): check its installation and openssl.cnf")
        }
        return UInt(bitPattern: algorithm)
    }
}

/// The address of a literal, valid for good.
///
/// OpenSSL's parameter lists keep the addresses of the names that they are given, and a Swift
/// string passed to C lives only as long as the call.
func lasting(_ text: StaticString) -> UnsafePointer<CChar> {
    precondition(text.hasPointerRepresentation)
    return unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}
