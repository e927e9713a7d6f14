// AES-256-GCM: a published vector, round trips, and every bit that must not be changed.

import Testing

@testable import Wire

struct AESGCM256Tests {
    private static let key = [UInt8](0..<32)
    private static let nonce = [UInt8](100..<112)

    private static func seal(_ text: [UInt8], _ associated: [UInt8]) -> [UInt8] {
        let cipher = AESGCM256(key: key.span)
        return [UInt8](capacity: text.count + AESGCM256.tagByteCount) { output in
            cipher.seal(text.span, nonce: nonce.span, associated: associated.span, into: &output)
        }
    }

    private static func open(
        _ sealed: [UInt8], _ associated: [UInt8], key: [UInt8] = key, nonce: [UInt8] = nonce
    ) -> [UInt8]? {
        let cipher = AESGCM256(key: key.span)
        var opened = false
        let text = [UInt8](capacity: max(0, sealed.count)) { output in
            opened = cipher.open(
                sealed.span, nonce: nonce.span, associated: associated.span, into: &output)
        }
        return opened ? text : nil
    }

    @Test func `test case 14 of the GCM specification holds`() {
        let zeros = [UInt8](repeating: 0, count: 32)
        let cipher = AESGCM256(key: zeros.span)
        let none: [UInt8] = []
        let sealed = [UInt8](capacity: 32) { output in
            cipher.seal(
                zeros.span.extracting(0..<16), nonce: zeros.span.extracting(0..<12),
                associated: none.span, into: &output)
        }
        #expect(
            Hexadecimal.encode(sealed)
                == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")
    }

    @Test(arguments: [0, 1, 15, 16, 17, 1000])
    func `what was sealed opens again`(count: Int) {
        let text = [UInt8](repeating: 7, count: count)
        #expect(Self.open(Self.seal(text, [1, 2]), [1, 2]) == text)
        #expect(Self.open(Self.seal(text, []), []) == text)
    }

    @Test func `every changed bit, name, key and nonce is found out`() {
        let sealed = Self.seal(Array("answer".utf8), [1, 2])
        for bit in 0..<sealed.count * 8 {
            var changed = sealed
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(Self.open(changed, [1, 2]) == nil)
        }
        for count in 0..<sealed.count {
            #expect(Self.open(Array(sealed[..<count]), [1, 2]) == nil)
        }
        #expect(Self.open(sealed, [1, 3]) == nil)
        #expect(Self.open(sealed, [1, 2], key: [UInt8](1..<33)) == nil)
        #expect(Self.open(sealed, [1, 2], nonce: [UInt8](0..<12)) == nil)
        #expect(Self.open(sealed, [1, 2], nonce: [UInt8](0..<11)) == nil)
    }

    @Test func `one cipher serves many messages, good and bad`() {
        let cipher = AESGCM256(key: Self.key.span)
        let names: [[UInt8]] = [[9], []]
        for round in 0..<4 {
            let text = [UInt8](repeating: UInt8(round), count: round * 5)
            let sealed = Self.seal(text, [])
            var results: [Bool] = []
            for name in names {
                let opened = [UInt8](capacity: 64) { output in
                    let isGood = cipher.open(
                        sealed.span, nonce: Self.nonce.span, associated: name.span, into: &output)
                    results.append(isGood)
                }
                #expect(opened == (name.isEmpty ? text : []))
            }
            #expect(results == [false, true])
        }
    }
}
