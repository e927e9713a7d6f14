// How an answer is named and sealed for Redis, so that Redis learns nothing and can change nothing.

import Runtime
import Wire

/// Names and seals the answers of one tenant under the tenant's own key.
///
/// The name is an HMAC-SHA-256 of the answer's whole key. The value is sealed with AES-256-GCM
/// under a key of its own, derived by HKDF from the tenant's key and a fresh salt, with the name as
/// associated data; inside stand creation, expiry, the whole key and the answer.
struct TenantSeal: Sendable {
    /// An answer that was opened.
    struct Opened: Hashable, Sendable {
        let answer: [UInt8]
        /// How long it may still be kept.
        let millisecondsLeft: Int
    }

    /// The bytes that sealing adds to an answer and its key.
    static let overheadBytes =
        1 + saltBytes + AESGCM256.nonceByteCount + headBytes
        + AESGCM256.tagByteCount

    private static let form: UInt8 = 1
    private static let saltBytes = 16
    // Creation and expiry in Unix milliseconds, and the length of the key.
    private static let headBytes = 8 + 8 + 4
    /// How far the clocks of two gates may differ.
    private static let skewMilliseconds: Int64 = 5_000

    private let namingKey: [UInt8]
    private let sealingKey: [UInt8]

    /// Derives what is needed from a tenant's 32 random bytes.
    init(tenantKey: [UInt8]) {
        namingKey = Self.derive(tenantKey.span, salt: [], "portcullis answer name")
        sealingKey = Self.derive(tenantKey.span, salt: [], "portcullis answer seal")
    }

    private static func derive(_ key: Span<UInt8>, salt: [UInt8], _ purpose: String) -> [UInt8] {
        HKDF.derive(from: key, salt: salt.span, info: purpose.utf8Span.span, byteCount: 32)
    }

    /// Returns the name under which Redis keeps an answer.
    func name(of key: [UInt8]) -> [UInt8] {
        let code = HMACSHA256.authenticate(key.span, key: namingKey.span)
        return Array("portcullis:answer:\(code.base64url)".utf8)
    }

    /// Seals an answer under its name.
    func seal(
        _ answer: [UInt8], key: [UInt8], name: [UInt8], createdUnixMilliseconds created: Int64,
        ttlMilliseconds: Int
    ) -> [UInt8] {
        let salt = [UInt8](capacity: Self.saltBytes) { Entropy.fill(&$0) }
        let nonce = [UInt8](capacity: AESGCM256.nonceByteCount) { Entropy.fill(&$0) }
        var plain: [UInt8] = []
        plain.reserveCapacity(Self.headBytes + key.count + answer.count)
        Self.append(UInt64(bitPattern: created), bytes: 8, to: &plain)
        Self.append(UInt64(bitPattern: created &+ Int64(ttlMilliseconds)), bytes: 8, to: &plain)
        Self.append(UInt64(key.count), bytes: 4, to: &plain)
        plain += key
        plain += answer
        let cipher = AESGCM256(key: entryKey(salt).span)
        let sealed = [UInt8](capacity: plain.count + AESGCM256.tagByteCount) { output in
            cipher.seal(plain.span, nonce: nonce.span, associated: name.span, into: &output)
        }
        return [Self.form] + salt + nonce + sealed
    }

    /// Opens what Redis gave; nil for anything but this answer, whole, unchanged and in time.
    func open(
        _ value: [UInt8], key: [UInt8], name: [UInt8], nowUnixMilliseconds now: Int64,
        ttlMilliseconds: Int
    ) -> Opened? {
        guard value.count >= Self.overheadBytes + key.count, value[0] == Self.form else {
            return nil
        }
        let saltEnd = 1 + Self.saltBytes
        let nonceEnd = saltEnd + AESGCM256.nonceByteCount
        let cipher = AESGCM256(key: entryKey(Array(value[1..<saltEnd])).span)
        let sealed = value.span.extracting(nonceEnd..<value.count)
        let nonce = value.span.extracting(saltEnd..<nonceEnd)
        var isSound = false
        let plain = [UInt8](capacity: sealed.count - AESGCM256.tagByteCount) { output in
            isSound = cipher.open(sealed, nonce: nonce, associated: name.span, into: &output)
        }
        guard isSound, plain.count >= Self.headBytes + key.count,
            Self.read(plain, 16, bytes: 4) == UInt64(key.count),
            plain.span.extracting(Self.headBytes..<Self.headBytes + key.count).equals(key.span)
        else { return nil }
        let created = Int64(bitPattern: Self.read(plain, 0, bytes: 8))
        let expiry = Int64(bitPattern: Self.read(plain, 8, bytes: 8))
        // The rule may have become shorter since, and a clock of ours may have been wrong.
        let (ruled, overflow) = created.addingReportingOverflow(Int64(ttlMilliseconds))
        guard !overflow, created <= now &+ Self.skewMilliseconds else { return nil }
        let left = min(expiry, ruled) &- now
        guard left > 0 else { return nil }
        return Opened(
            answer: Array(plain[(Self.headBytes + key.count)...]),
            millisecondsLeft: Int(clamping: min(left, Int64(ttlMilliseconds))))
    }

    private func entryKey(_ salt: [UInt8]) -> [UInt8] {
        Self.derive(sealingKey.span, salt: salt, "portcullis answer entry")
    }

    private static func append(_ value: UInt64, bytes: Int, to output: inout [UInt8]) {
        for shift in stride(from: (bytes - 1) * 8, through: 0, by: -8) {
            output.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
        }
    }

    private static func read(_ bytes: [UInt8], _ offset: Int, bytes count: Int) -> UInt64 {
        bytes[offset..<offset + count].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
