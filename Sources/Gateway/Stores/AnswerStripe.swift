// One stripe of the memory cache: a dictionary, a clock that forgets what is not asked for, and flights.

import Runtime

/// The answers and flights whose keys fall to one stripe.
struct AnswerStripe {
    private struct Entry {
        var key: [UInt8]
        var answer: [UInt8]
        var expires: Instant
        /// Set by a hit, cleared when the hand passes: a second chance.
        var wasUsed: Bool
    }

    private let capacityBytes: Int
    private var positions: [[UInt8]: Int] = [:]
    private var entries: [Entry?] = []
    private var free: [Int] = []
    private var hand = 0
    private var flights: [[UInt8]: [AnswerCache.Waiter]] = [:]
    /// The bytes of the keys and answers that are kept.
    private(set) var bytes = 0

    init(capacityBytes: Int) { self.capacityBytes = capacityBytes }

    mutating func find(
        _ key: [UInt8], now: Instant, waiter: AnswerCache.Waiter
    ) -> AnswerCache.Found {
        if let position = positions[key], let entry = entries[position] {
            if entry.expires > now {
                entries[position]?.wasUsed = true
                return .hit(entry.answer)
            }
            remove(position)
        }
        // `nil` means no flight; an empty list is a flight without waiters.
        if flights[key] != nil {
            flights[key]?.append(waiter)
            return .wait
        }
        flights[key] = []
        return .lead
    }

    mutating func land(
        _ key: [UInt8], answer: [UInt8]?, expires: Instant
    ) -> [AnswerCache.Waiter] {
        if let answer { insert(Entry(key: key, answer: answer, expires: expires, wasUsed: false)) }
        return flights.removeValue(forKey: key) ?? []
    }

    private mutating func insert(_ entry: Entry) {
        let size = entry.key.count + entry.answer.count
        guard size <= capacityBytes else { return }
        if let position = positions[entry.key] { remove(position) }
        while bytes + size > capacityBytes { forgetOne() }
        let position = free.popLast() ?? entries.count
        if position == entries.count { entries.append(nil) }
        positions[entry.key] = position
        bytes += size
        entries[position] = entry
    }

    /// Moves the hand to the next entry that was not used since it last passed, and forgets that.
    ///
    /// INVARIANT: called only while `bytes` is over zero, so some entry is found within two rounds.
    private mutating func forgetOne() {
        while true {
            hand = (hand + 1) % entries.count
            guard let entry = entries[hand] else { continue }
            guard entry.wasUsed else {
                remove(hand)
                return
            }
            entries[hand]?.wasUsed = false
        }
    }

    private mutating func remove(_ position: Int) {
        guard let entry = entries[position] else { return }
        positions[entry.key] = nil
        entries[position] = nil
        free.append(position)
        bytes -= entry.key.count + entry.answer.count
    }
}
