// HKDF with SHA-256 (RFC 5869): keys from a key.

/// Derives keys from a key with HKDF-SHA-256.
public enum HKDF {
    /// The most bytes that one derivation may give.
    public static let maximumByteCount = 255 * 32

    /// Derives a key of 1 to 8160 bytes for the purpose that `info` names.
    public static func derive(
        from key: Span<UInt8>, salt: Span<UInt8>, info: Span<UInt8>, byteCount: Int
    ) -> [UInt8] {
        precondition(byteCount > 0 && byteCount <= maximumByteCount)
        let pseudorandom = HMACSHA256.authenticate(key, key: salt).bytes
        var authenticator = HMACAuthenticator(key: pseudorandom.span)
        var derived: [UInt8] = []
        derived.reserveCapacity(byteCount + 32)
        var previous: [UInt8] = []
        var counter: UInt8 = 0
        while derived.count < byteCount {
            counter += 1
            authenticator.update(previous.span)
            authenticator.update(info)
            authenticator.update([counter].span)
            previous = authenticator.finish().bytes
            derived.append(contentsOf: previous)
        }
        derived.removeLast(derived.count - byteCount)
        return derived
    }
}
