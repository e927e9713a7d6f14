// The rate-limit cells: a table of fixed size that all shards update without waiting for each other.
import Synchronization

/// A concurrent table from keys to one 64-bit value each, exact under contention.
///
/// A value is a time in nanoseconds on the clock of `nowNanoseconds`; once it has passed, a new key
/// may take the cell. An update of a present key is one compare-and-exchange; only a new key takes
/// a lock. Each key has two buckets of 16 places, and there are two places for each cell of
/// capacity, so a refusal with free room left is improbable.
public final class AtomicCells: Sendable {
    /// The most bytes a key may have; digest longer ones first.
    public static let maximumKeyBytes = CellKey.maximumBytes
    /// The largest value a cell can hold: 36 years of nanoseconds.
    public static let maximumValue = (UInt64.max >> 4) - 1

    private static let waysPerBucket = 16
    private static let wordsPerPlace = 16
    // A cell word is the value and, below it, four bits that change with each new owner of the
    // place, so that an update prepared for the last owner cannot succeed.
    private static let retired = UInt64.max

    private let tags: AtomicWords
    // INVARIANT: of a place, the value word is `retired` while tag, length or key words change.
    private let places: AtomicWords
    private let bucketMask: UInt64
    private let seed: (UInt64, UInt64)
    private let inserting = Mutex<Void>(())

    /// Makes an empty table; about 270 bytes per cell, taken at once.
    public init(capacity: Int) {
        precondition(capacity > 0 && capacity <= 1 << 28)
        let wanted = max(1, (capacity * 2 + Self.waysPerBucket - 1) / Self.waysPerBucket)
        let buckets = wanted == 1 ? 1 : 1 << (Int.bitWidth - (wanted - 1).leadingZeroBitCount)
        bucketMask = UInt64(buckets - 1)
        tags = AtomicWords(count: buckets * Self.waysPerBucket)
        places = AtomicWords(count: buckets * Self.waysPerBucket * Self.wordsPerPlace)
        seed = (Entropy.next(), Entropy.next())
    }

    /// Changes the value of a key by `transition`, which may be called several times; only the call with
    /// the value in the result counts.
    ///
    /// `transition` gets the present value, zero for a new key, and returns the new one, at most
    /// `maximumValue`, or nil to leave it.
    public func update(
        key: Span<UInt8>, nowNanoseconds: UInt64, _ transition: (UInt64) -> UInt64?
    ) -> CellUpdate {
        guard let key = CellKey(key, seed: seed) else { return .full }
        if let result = updatePresent(key, transition) { return result }
        return inserting.withLock { _ in
            // Another thread may have put the key in before we had the lock.
            updatePresent(key, transition) ?? insert(key, nowNanoseconds, transition)
        }
    }

    private func buckets(of key: CellKey) -> (Int, Int) {
        let first = key.place & bucketMask
        let second = (key.place >> 32) & bucketMask
        return (Int(first) * Self.waysPerBucket, Int(second) * Self.waysPerBucket)
    }

    private func updatePresent(_ key: CellKey, _ transition: (UInt64) -> UInt64?) -> CellUpdate? {
        let (first, second) = buckets(of: key)
        if let result = updatePresent(key, bucket: first, transition) { return result }
        return first == second ? nil : updatePresent(key, bucket: second, transition)
    }

    private func updatePresent(
        _ key: CellKey, bucket: Int, _ transition: (UInt64) -> UInt64?
    ) -> CellUpdate? {
        let tags = self.tags.chunk(of: bucket)
        let start = bucket % AtomicWords.perChunk
        for way in 0..<Self.waysPerBucket where tags.load(start + way) == key.tag {
            if let result = update(key, place: bucket + way, transition) { return result }
        }
        return nil
    }

    /// Changes the place's value if the key owns it; nil if it does not, or no longer.
    private func update(
        _ key: CellKey, place: Int, _ transition: (UInt64) -> UInt64?
    ) -> CellUpdate? {
        let (words, base) = words(of: place)
        var word = words.load(base)
        // The word is read before the key: if the place changes owner after, the exchange fails.
        while word != Self.retired, Self.owns(key, words, base) {
            let old = word >> 4
            guard let new = transition(old), new <= Self.maximumValue else {
                // The refused value must have been this key's own, so look whether it still stands.
                let found = words.load(base)
                if found == word { return .refused(current: old) }
                word = found
                continue
            }
            guard let found = words.exchange(word, for: (new << 4) | (word & 15), at: base) else {
                return .updated(old: old, new: new)
            }
            word = found
        }
        return nil
    }

    /// The words of a place: its chunk, and where in it they begin.
    private func words(of place: Int) -> (AtomicWords.Chunk, base: Int) {
        let base = place * Self.wordsPerPlace
        return (places.chunk(of: base), base % AtomicWords.perChunk)
    }

    private static func owns(_ key: CellKey, _ words: AtomicWords.Chunk, _ base: Int) -> Bool {
        guard words.load(base + 1) == UInt64(key.length) + 1 else { return false }
        for index in 0..<key.wordCount where words.load(base + 2 + index) != key.words[index] {
            return false
        }
        return true
    }

    /// Puts a new key in; the caller holds the lock, so no other place changes owner meanwhile.
    private func insert(
        _ key: CellKey, _ now: UInt64, _ transition: (UInt64) -> UInt64?
    ) -> CellUpdate {
        guard let new = transition(0), new <= Self.maximumValue else {
            return .refused(current: 0)
        }
        let (first, second) = buckets(of: key)
        guard
            let claim = claimFree(first, second) ?? claimExpired(first, now)
                ?? claimExpired(second, now)
        else { return .full }
        publish(key, new, claim)
        return .updated(old: 0, new: new)
    }

    /// A place whose value word is `retired`, and the generation its next owner gets.
    private struct Claim {
        let place: Int
        let generation: UInt64
    }

    /// Claims a place never used, in the bucket that has more of them.
    private func claimFree(_ first: Int, _ second: Int) -> Claim? {
        let options = (firstFree(in: first), firstFree(in: second))
        guard let place = options.0.left >= options.1.left ? options.0.place : options.1.place
        else {
            return nil
        }
        let (words, base) = words(of: place)
        words.store(Self.retired, at: base)
        return Claim(place: place, generation: 0)
    }

    private func firstFree(in bucket: Int) -> (place: Int?, left: Int) {
        let tags = self.tags.chunk(of: bucket)
        let start = bucket % AtomicWords.perChunk
        // Places are filled from the front and never become unused again.
        for way in 0..<Self.waysPerBucket where tags.load(start + way) == 0 {
            return (bucket + way, Self.waysPerBucket - way)
        }
        return (nil, 0)
    }

    /// Claims a place whose time has passed.
    private func claimExpired(_ bucket: Int, _ now: UInt64) -> Claim? {
        for place in bucket..<bucket + Self.waysPerBucket {
            let (words, base) = words(of: place)
            let word = words.load(base)
            // Whoever updates the cell at this moment wins: the exchange fails.
            guard word >> 4 < now, words.exchange(word, for: Self.retired, at: base) == nil else {
                continue
            }
            return Claim(place: place, generation: ((word & 15) + 1) & 15)
        }
        return nil
    }

    private func publish(_ key: CellKey, _ value: UInt64, _ claim: Claim) {
        let (words, base) = words(of: claim.place)
        tags.chunk(of: claim.place).store(key.tag, at: claim.place % AtomicWords.perChunk)
        words.store(UInt64(key.length) + 1, at: base + 1)
        for index in 0..<key.wordCount { words.store(key.words[index], at: base + 2 + index) }
        words.store((value << 4) | claim.generation, at: base)
    }
}
