// The memory level of the cache: shared by all shards, striped, bounded in bytes, one flight per answer.

import Runtime
import Synchronization
import Wire

/// Keeps answers by their whole key, and lets one request ask a worker while the others wait.
///
/// The one lock of the path: a stripe is held for a dictionary look-up, never while anything waits.
final class AnswerCache: Sendable {
    /// What a look-up found.
    enum Found {
        /// The answer's message, without an id.
        case hit([UInt8])
        /// Nobody is asking: the caller leads, and must call `land` in the end.
        case lead
        /// Somebody is asking; a `flightEnded` message will come.
        case wait
    }

    /// Who wants to hear when a flight ends.
    struct Waiter: Sendable {
        let mailbox: Mailbox<ShardMessage>
        let request: UInt64
    }

    private static let stripeCount = 16

    /// One stripe: a class, since a lock cannot be moved into an array.
    private final class Stripe: Sendable {
        let state: Mutex<AnswerStripe>
        init(capacityBytes: Int) { state = Mutex(AnswerStripe(capacityBytes: capacityBytes)) }
    }

    private let stripes: [Stripe]

    /// Makes an empty cache of so many bytes of keys and answers.
    init(capacityBytes: Int) {
        stripes = (0..<Self.stripeCount).map { _ in
            Stripe(capacityBytes: capacityBytes / Self.stripeCount)
        }
    }

    /// Looks for an answer; every byte of the key is compared.
    func find(_ key: AnswerKey, now: Instant, waiter: Waiter) -> Found {
        stripe(key).state.withLock { $0.find(key.bytes, now: now, waiter: waiter) }
    }

    /// Ends the flight that `find` made the caller lead, with an answer or without one.
    func land(_ key: AnswerKey, answer: [UInt8]?, expires: Instant) {
        let waiters = stripe(key).state.withLock {
            $0.land(key.bytes, answer: answer, expires: expires)
        }
        for waiter in waiters { waiter.mailbox.post(.flightEnded(waiter: waiter.request)) }
    }

    /// The bytes kept now.
    var byteCount: Int {
        stripes.reduce(0) { total, stripe in total + stripe.state.withLock { $0.bytes } }
    }

    private func stripe(_ key: AnswerKey) -> Stripe {
        stripes[Int(key.digest.prefix % UInt64(Self.stripeCount))]
    }
}

/// The whole key of an answer, and its digest.
struct AnswerKey: Sendable {
    /// Tenant, zone, model and version, each length-prefixed, and the digest of the canonical input.
    let bytes: [UInt8]
    /// SHA-256 of `bytes`.
    let digest: Digest256
}
