// A JSON Web Key Set (RFC 7517), read strictly: the public keys of one issuer.

/// One public key that verifies tokens.
public struct VerificationKey: Sendable, Hashable {
    /// The numbers that make the key.
    public enum Material: Sendable, Hashable {
        /// The modulus and the exponent, big-endian, without leading zeros.
        case rsa(modulus: [UInt8], exponent: [UInt8])
        /// The coordinates of a point on P-256, 32 bytes each.
        case p256(x: [UInt8], y: [UInt8])
    }

    /// The name that tokens give in `kid`.
    public let keyID: String?
    /// The one algorithm that the key is used with: its `alg`, or what its type implies.
    public let algorithm: TokenAlgorithm
    /// The numbers that make the key.
    public let material: Material
}

/// Says what is wrong in a key set, and where.
public struct KeySetFault: Error, Sendable, CustomStringConvertible {
    /// The file as it was named.
    public let fileName: String
    /// The line, from 1.
    public let line: Int
    /// The column in bytes, from 1.
    public let column: Int
    /// What is wrong and what to write instead.
    public let message: String
    /// The line's text.
    public let quotedLine: String

    /// The fault in the form `file:line:column: error: message`.
    public var description: String { "\(fileName):\(line):\(column): error: \(message)" }

    init(_ text: [UInt8], _ fileName: String, _ fault: StrictJSONFault) {
        let offset = min(fault.offset, text.count)
        let start = text[..<offset].lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        let end = text[offset...].firstIndex(of: 0x0a) ?? text.count
        self.fileName = fileName
        line = text[..<offset].count { $0 == 0x0a } + 1
        column = offset - start + 1
        message = fault.message
        // A key set on one long line is quoted only around the fault.
        quotedLine = String(
            decoding: text[max(start, offset - 60)..<min(end, offset + 60)], as: UTF8.self)
    }
}

/// The public keys of one issuer.
public struct KeySet: Sendable, Hashable {
    /// The largest file that is read.
    public static let maximumByteCount = 1 << 20
    /// The most keys that a set may hold.
    public static let maximumKeyCount = 64

    /// The keys that can verify RS256 or ES256, in the file's order.
    public let keys: [VerificationKey]

    /// Reads a key set.
    ///
    /// Keys of other types, algorithms or uses are left out, as RFC 7517 §5 asks; a secret or
    /// private key, a short RSA key, a point off its curve, a `kid` that stands twice, and a set
    /// with nothing to verify with are faults.
    public init(
        parsingJWKS text: [UInt8], fileName: String = "jwks.json"
    ) throws(KeySetFault) {
        do throws(StrictJSONFault) {
            guard text.count <= Self.maximumByteCount else {
                throw StrictJSONFault(
                    offset: 0, message: "the key set is larger than \(Self.maximumByteCount) bytes")
            }
            keys = try Self.keys(in: StrictJSON(parsing: text.span))
        } catch {
            throw KeySetFault(text, fileName, error)
        }
    }

    private static func keys(in root: StrictJSON) throws(StrictJSONFault) -> [VerificationKey] {
        guard root.members != nil else {
            throw StrictJSONFault(offset: root.offset, message: "a key set is {\"keys\": [...]}")
        }
        guard let list = root["keys"], case .array(let entries) = list.kind else {
            throw StrictJSONFault(
                offset: root["keys"]?.offset ?? root.offset,
                message: "the member \"keys\" with a list of keys is missing")
        }
        guard entries.count <= maximumKeyCount else {
            throw StrictJSONFault(
                offset: list.offset, message: "more than \(maximumKeyCount) keys in one set")
        }
        var keys: [VerificationKey] = []
        var names: Set<String> = []
        for entry in entries {
            guard let key = try JWKReader(entry).key() else { continue }
            if let name = key.keyID, !names.insert(name).inserted {
                throw StrictJSONFault(
                    offset: entry["kid"]?.offset ?? entry.offset,
                    message: "the kid \"\(name)\" stands twice; give each key a name of its own")
            }
            guard PublicKey(key) != nil else {
                throw StrictJSONFault(
                    offset: entry.offset, message: "OpenSSL finds the key invalid")
            }
            keys.append(key)
        }
        guard !keys.isEmpty else {
            throw StrictJSONFault(
                offset: list.offset,
                message: "the set holds no key for RS256 or ES256; write at least one")
        }
        return keys
    }
}
