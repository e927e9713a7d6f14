// A bounded memo of decisions: a set-associative table that forgets the oldest of a set.

/// What a remembered decision depends on; everything else that policies read forbids remembering.
struct MemoKey: Hashable, Sendable {
    /// A caller's serial, or a principal's number: never both in one memo.
    let subject: UInt64
    let dataClasses: DataClassSet
    let model: ModelIndex
    /// A `ModelAction`; always the same for residency, which does not depend on it.
    let action: UInt8

    init(
        _ subject: UInt64, _ action: UInt8, _ model: ModelIndex, _ dataClasses: DataClassSet
    ) {
        self.subject = subject
        self.dataClasses = dataClasses
        self.model = model
        self.action = action
    }

    /// The same question for all callers that are one principal.
    func shared(by principal: Principal) -> MemoKey {
        MemoKey(principal.number, action, model, dataClasses)
    }

    /// Spreads keys over sets; serials are ours, so no one can choose collisions.
    var spread: UInt64 {
        var word = subject &* 0x9e37_79b9_7f4a_7c15
        word ^= dataClasses.rawValue &* 0xc2b2_ae3d_27d4_eb4f
        word ^=
            (UInt64(model.rawValue) << 8 | UInt64(action))
            &* 0xff51_afd7_ed55_8ccd
        word ^= word >> 32
        word = word &* 0xd6e8_feb8_6659_fd93
        return word ^ (word >> 29)
    }
}

/// Remembers at most as many values as it has room for; a hit does not allocate.
struct Memo<Element: AnyObject & Sendable> {
    private struct Entry {
        var key: MemoKey
        var value: Element
    }

    private static var ways: Int { 4 }
    private var entries: [Entry?]
    private var victims: [UInt8]
    private let mask: UInt64

    /// Takes the most values to remember, rounded up to a power of two of at least four.
    init(capacity: Int) {
        var sets = 1
        while sets * Self.ways < capacity { sets *= 2 }
        entries = Array(repeating: nil, count: sets * Self.ways)
        victims = Array(repeating: 0, count: sets)
        mask = UInt64(sets - 1)
    }

    func find(_ key: MemoKey) -> Element? {
        let base = Int(key.spread & mask) &* Self.ways
        for way in 0..<Self.ways {
            if let entry = entries[base &+ way], entry.key == key { return entry.value }
        }
        return nil
    }

    mutating func remember(_ key: MemoKey, _ value: Element) {
        let set = Int(key.spread & mask)
        let base = set &* Self.ways
        var way = Int(victims[set])
        for candidate in 0..<Self.ways {
            guard let entry = entries[base &+ candidate] else {
                way = candidate
                break
            }
            if entry.key == key {
                way = candidate
                break
            }
        }
        entries[base &+ way] = Entry(key: key, value: value)
        victims[set] = UInt8((way &+ 1) % Self.ways)
    }
}
