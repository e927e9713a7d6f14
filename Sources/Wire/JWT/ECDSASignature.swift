// The two forms of an ECDSA signature on P-256: raw r and s in tokens, DER in OpenSSL.

/// Turns a raw signature into DER.
enum ECDSASignature {
    /// Writes `SEQUENCE { INTEGER r, INTEGER s }` of the two halves of 64 bytes.
    static func der(_ raw: [UInt8]) -> [UInt8] {
        precondition(raw.count == 64)
        var body: [UInt8] = []
        body.reserveCapacity(72)
        body.append(contentsOf: [0x30, 0])
        append(raw[..<32], to: &body)
        append(raw[32...], to: &body)
        body[1] = UInt8(body.count - 2)
        return body
    }

    private static func append(_ number: ArraySlice<UInt8>, to body: inout [UInt8]) {
        // Zero keeps one byte; a leading bit needs a zero byte before it, since DER has a sign.
        let digits = number.dropLast().drop { $0 == 0 } + number.suffix(1)
        let isPadded = digits.first.map { $0 >= 0x80 } ?? true
        body.append(2)
        body.append(UInt8(digits.count + (isPadded ? 1 : 0)))
        if isPadded { body.append(0) }
        body.append(contentsOf: digits)
    }
}
