// The timers of one loop: a hierarchical wheel of six levels of 64 slots, one tick a millisecond.

/// Names one scheduled timer, also after it has fired.
public struct TimerID: Hashable, Sendable {
    let index: UInt32
    let generation: UInt32
}

/// Keeps timers by due tick; schedule and cancel are O(1), and nodes are reused.
///
/// A timer sits at the level of the highest bit in which its tick differs from the present one, so
/// the first level that holds any timer holds the next one due, and slots never wrap.
struct TimerWheel: ~Copyable {
    private struct Node {
        var token: Token
        var tick: UInt64
        var previous: UInt32
        var next: UInt32
        var generation: UInt32
        /// The list it is in: a slot, or `due`, or `free`.
        var list: UInt32
    }

    private static let bitsPerLevel = 6
    private static let slotsPerLevel = 64
    private static let levels = 6
    private static let due = UInt32(levels * slotsPerLevel)
    private static let free = due + 1
    private static let none = UInt32.max
    /// The furthest a timer may lie ahead, which is two years.
    ///
    /// It is one slot of the top level short of the whole turn, so that no timer lands in the
    /// present slot of the turn after.
    static let maximumTicks = (UInt64(1) << 36) - (1 << 30)

    private var nodes: [Node] = []
    private var heads: [UInt32]
    private var lastDue = none
    private var firstFree = none
    private var occupied: [UInt64]
    /// The last tick whose timers have been moved to the due list.
    private(set) var tick: UInt64
    private(set) var count = 0

    init(tick: UInt64) {
        self.tick = tick
        heads = Array(repeating: Self.none, count: Self.levels * Self.slotsPerLevel + 1)
        occupied = Array(repeating: 0, count: Self.levels)
    }

    /// Schedules a timer for a tick, the next one at the earliest.
    mutating func schedule(_ token: Token, at requested: UInt64) -> TimerID {
        let index = takeNode()
        nodes[Int(index)].token = token
        nodes[Int(index)].tick = min(max(requested, tick + 1), tick + Self.maximumTicks)
        place(index)
        count += 1
        return TimerID(index: index, generation: nodes[Int(index)].generation)
    }

    /// Takes a timer away; harmless when it has fired or was cancelled.
    mutating func cancel(_ timer: TimerID) {
        let index = Int(timer.index)
        guard index < nodes.count, nodes[index].generation == timer.generation,
            nodes[index].list != Self.free
        else { return }
        unlink(timer.index)
        giveBack(timer.index)
    }

    /// Moves every timer that is due at `now` to the due list, in order of their ticks.
    mutating func advance(to now: UInt64) {
        while let (list, start) = nextSlot(), start <= now {
            tick = max(tick, start)
            empty(list)
        }
        tick = max(tick, now)
    }

    /// Takes the first timer off the due list.
    mutating func takeDue() -> Token? {
        let index = heads[Int(Self.due)]
        guard index != Self.none else { return nil }
        let token = nodes[Int(index)].token
        unlink(index)
        giveBack(index)
        return token
    }

    /// Returns the first tick at which there may be something to do: never later than a due timer.
    var nextTick: UInt64? {
        if heads[Int(Self.due)] != Self.none { return tick }
        return nextSlot()?.start
    }

    private func nextSlot() -> (list: UInt32, start: UInt64)? {
        for level in 0..<Self.levels where occupied[level] != 0 {
            let shift = UInt64(level * Self.bitsPerLevel)
            let slot = UInt64(occupied[level].trailingZeroBitCount)
            // Slots behind the present one belong to the next turn of the top level only.
            let base = (tick >> (shift + 6)) << (shift + 6)
            let start = base + (slot << shift)
            let isBehind = level == Self.levels - 1 && start + (1 << shift) <= tick
            guard isBehind else {
                return (UInt32(level * Self.slotsPerLevel) + UInt32(slot), start)
            }
            return wrappedTopSlot(base: base, shift: shift)
        }
        return nil
    }

    /// Finds the first slot of the top level at or after the present one, going round.
    private func wrappedTopSlot(base: UInt64, shift: UInt64) -> (list: UInt32, start: UInt64) {
        let level = Self.levels - 1
        let present = Int((tick >> shift) & 63)
        let ahead = occupied[level] >> UInt64(present)
        let turn = ahead == 0 ? UInt64(1) : 0
        let slot =
            ahead == 0
            ? occupied[level].trailingZeroBitCount : present + ahead.trailingZeroBitCount
        let start = base + (turn << (shift + 6)) + (UInt64(slot) << shift)
        return (UInt32(level * Self.slotsPerLevel + slot), start)
    }

    /// Places every timer of a slot anew, now that the present tick is nearer to them.
    private mutating func empty(_ list: UInt32) {
        var index = heads[Int(list)]
        heads[Int(list)] = Self.none
        occupied[Int(list) / Self.slotsPerLevel] &= ~(1 << UInt64(Int(list) % Self.slotsPerLevel))
        while index != Self.none {
            let next = nodes[Int(index)].next
            place(index)
            index = next
        }
    }

    private mutating func place(_ index: UInt32) {
        let due = nodes[Int(index)].tick
        guard due > tick else { return appendDue(index) }
        let highest = 63 - (tick ^ due).leadingZeroBitCount
        let level = min(highest / Self.bitsPerLevel, Self.levels - 1)
        let slot = Int((due >> UInt64(level * Self.bitsPerLevel)) & 63)
        let list = UInt32(level * Self.slotsPerLevel + slot)
        let head = heads[Int(list)]
        nodes[Int(index)].list = list
        nodes[Int(index)].previous = Self.none
        nodes[Int(index)].next = head
        if head != Self.none { nodes[Int(head)].previous = index }
        heads[Int(list)] = index
        occupied[level] |= 1 << UInt64(slot)
    }

    private mutating func appendDue(_ index: UInt32) {
        nodes[Int(index)].list = Self.due
        nodes[Int(index)].next = Self.none
        nodes[Int(index)].previous = lastDue
        if lastDue == Self.none {
            heads[Int(Self.due)] = index
        } else {
            nodes[Int(lastDue)].next = index
        }
        lastDue = index
    }

    private mutating func unlink(_ index: UInt32) {
        let node = nodes[Int(index)]
        if node.next != Self.none { nodes[Int(node.next)].previous = node.previous }
        if node.previous != Self.none {
            nodes[Int(node.previous)].next = node.next
        } else {
            heads[Int(node.list)] = node.next
        }
        if node.list == Self.due {
            if node.next == Self.none { lastDue = node.previous }
        } else if heads[Int(node.list)] == Self.none {
            let level = Int(node.list) / Self.slotsPerLevel
            occupied[level] &= ~(1 << UInt64(Int(node.list) % Self.slotsPerLevel))
        }
    }

    private mutating func takeNode() -> UInt32 {
        guard firstFree == Self.none else {
            let index = firstFree
            firstFree = nodes[Int(index)].next
            return index
        }
        nodes.append(
            Node(
                token: Token(rawValue: 0), tick: 0, previous: Self.none, next: Self.none,
                generation: 0, list: Self.free))
        return UInt32(nodes.count - 1)
    }

    private mutating func giveBack(_ index: UInt32) {
        nodes[Int(index)].generation &+= 1
        nodes[Int(index)].list = Self.free
        nodes[Int(index)].next = firstFree
        firstFree = index
        count -= 1
    }
}
