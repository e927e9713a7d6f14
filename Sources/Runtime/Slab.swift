// A bounded table whose entries are named by index and generation, so that a stale name finds nothing.

/// Holds up to `capacity` elements under tokens; every operation is O(1).
///
/// A token names one stay in the table: after `remove` it finds nothing, even when its place is
/// taken again, until that place has been reused 2²⁴ times.
@safe
public struct Slab<Element: ~Copyable>: ~Copyable {
    @usableFromInline
    struct Slot: ~Copyable {
        @usableFromInline var element: Element?
        @usableFromInline var generation: UInt32
        @usableFromInline var nextFree: UInt32

        @inlinable
        init(element: consuming Element?, generation: UInt32, nextFree: UInt32) {
            self.element = element
            self.generation = generation
            self.nextFree = nextFree
        }
    }

    @usableFromInline static var endOfList: UInt32 { .max }

    @usableFromInline var slots: UnsafeMutablePointer<Slot>
    @usableFromInline var allocated: Int
    // INVARIANT: slots below `used` are initialised, and only those.
    @usableFromInline var used: Int
    @usableFromInline var firstFree: UInt32
    /// The most elements it holds at once.
    public let capacity: Int
    /// The tag of every token it gives out.
    public let tag: UInt8
    @usableFromInline var held: Int

    /// Makes an empty table; its memory grows with use.
    @inlinable
    public init(capacity: Int, tag: UInt8 = 0) {
        precondition(capacity > 0 && capacity < Int(UInt32.max))
        self.capacity = capacity
        self.tag = tag
        allocated = min(capacity, 16)
        unsafe slots = .allocate(capacity: allocated)
        used = 0
        firstFree = Self.endOfList
        held = 0
    }

    @inlinable
    deinit {
        unsafe slots.deinitialize(count: used)
        unsafe slots.deallocate()
    }

    /// The elements it holds now.
    @inlinable public var count: Int { held }

    /// Tells whether nothing is held.
    @inlinable public var isEmpty: Bool { held == 0 }

    /// Puts an element in and names it, or returns nil when the table is full.
    @inlinable
    public mutating func insert(_ element: consuming Element) -> Token? {
        guard let token = reserve() else { return nil }
        unsafe slots[Int(token.index)].element = consume element
        held += 1
        return token
    }

    /// Finds a free place and takes it off the free list.
    @inlinable
    mutating func reserve() -> Token? {
        if firstFree != Self.endOfList {
            let index = firstFree
            firstFree = unsafe slots[Int(index)].nextFree
            let generation = unsafe slots[Int(index)].generation
            return Token(tag: tag, generation: generation, index: index)
        }
        guard used < capacity else { return nil }
        if used == allocated { grow() }
        unsafe (slots + used).initialize(
            to: Slot(element: nil, generation: 1, nextFree: Self.endOfList))
        used += 1
        return Token(tag: tag, generation: 1, index: UInt32(used - 1))
    }

    @inlinable
    mutating func grow() {
        let larger = min(capacity, allocated * 2)
        let moved = UnsafeMutablePointer<Slot>.allocate(capacity: larger)
        unsafe moved.moveInitialize(from: slots, count: used)
        unsafe slots.deallocate()
        unsafe slots = moved
        allocated = larger
    }

    /// Tells whether the token still names an element.
    @inlinable
    public func contains(_ token: Token) -> Bool {
        let index = Int(token.index)
        guard token.tag == tag, index < used else { return false }
        return unsafe slots[index].generation == token.generation && slots[index].element != nil
    }

    /// Takes the element out, or returns nil when the token is stale.
    @inlinable
    @discardableResult
    public mutating func remove(_ token: Token) -> Element? {
        guard contains(token) else { return nil }
        let index = Int(token.index)
        let element = unsafe slots[index].element.take()
        let next = (token.generation + 1) & 0xFF_FFFF
        unsafe slots[index].generation = next == 0 ? 1 : next
        unsafe slots[index].nextFree = firstFree
        firstFree = token.index
        held -= 1
        return element
    }

    /// Changes an element in place; nil when the token is stale.
    ///
    /// `body` must not reach the table again: take the element out, act, and put it back instead.
    @inlinable
    public mutating func withElement<R>(
        _ token: Token, _ body: (inout Element) -> R
    ) -> R? {
        guard contains(token), var element = unsafe slots[Int(token.index)].element.take() else {
            return nil
        }
        let result = body(&element)
        unsafe slots[Int(token.index)].element = consume element
        return result
    }

    /// Returns the tokens of all elements, for sweeps such as a drain; it allocates.
    public func tokens() -> [Token] {
        var result: [Token] = []
        result.reserveCapacity(count)
        for index in 0..<used where unsafe slots[index].element != nil {
            let generation = unsafe slots[index].generation
            result.append(Token(tag: tag, generation: generation, index: UInt32(index)))
        }
        return result
    }
}

extension Slab {
    /// The element under a token, or nil when the token is stale.
    @inlinable
    public subscript(_ token: Token) -> Element? {
        guard contains(token) else { return nil }
        return unsafe slots[Int(token.index)].element
    }
}

@available(*, unavailable)
extension Slab: Sendable where Element: ~Copyable {}
