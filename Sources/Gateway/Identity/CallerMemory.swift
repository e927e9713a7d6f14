// Verified tokens, remembered by one shard: a signature is checked once, its times on every request.

import Policy
import Runtime
import Wire

/// A token that was verified on a certificate, and the caller that both make.
final class RememberedCaller {
    let token: VerifiedToken
    let caller: Caller
    fileprivate let bytes: [UInt8]
    fileprivate let thumbprint: [UInt8]

    init(
        token: VerifiedToken, caller: Caller, bytes: [UInt8], thumbprint: [UInt8]
    ) {
        self.token = token
        self.caller = caller
        self.bytes = bytes
        self.thumbprint = thumbprint
    }
}

/// A fixed number of places, four to a set, chosen by a keyed hash; a hit compares every byte.
///
/// A full set forgets in turn: forgetting costs one verification and can admit nobody.
struct CallerMemory {
    private static let ways = 4
    private var places: [RememberedCaller?]
    private let sets: UInt64
    private let hash = KeyedHash(key0: Entropy.next(), key1: Entropy.next())
    private var turn = 0

    init(capacity: Int) {
        places = Array(repeating: nil, count: max(Self.ways, capacity))
        sets = UInt64(places.count / Self.ways)
    }

    /// Finds the caller of exactly this token on exactly this certificate.
    func find(_ token: Span<UInt8>, _ thumbprint: [UInt8]) -> RememberedCaller? {
        let start = position(token)
        for way in 0..<Self.ways {
            guard let place = places[start + way], Self.equal(place.bytes, token),
                place.thumbprint == thumbprint
            else { continue }
            return place
        }
        return nil
    }

    /// Remembers a caller, forgetting another when the set is full.
    mutating func remember(_ caller: RememberedCaller) {
        let start = position(of: caller.bytes)
        let free = (0..<Self.ways).first { places[start + $0] == nil }
        turn = (turn + 1) % Self.ways
        places[start + (free ?? turn)] = caller
    }

    /// Forgets everything: keys or policies have changed.
    mutating func clear() {
        for index in places.indices { places[index] = nil }
    }

    private static func equal(_ bytes: [UInt8], _ token: Span<UInt8>) -> Bool {
        bytes.span.equals(token)
    }

    private func position(of bytes: [UInt8]) -> Int { position(bytes.span) }

    private func position(_ token: Span<UInt8>) -> Int {
        // The tail is the signature: the part where tokens differ most.
        let tail = token.extracting(max(0, token.count - 64)..<token.count)
        return Int(hash.hash(tail) % sets) * Self.ways
    }
}
