// The events of a connection, waiting in order.

/// Holds events in a ring of its own, so that they are moved in and out without counting.
@safe struct HTTP2EventQueue: ~Copyable {
    private var storage: UnsafeMutablePointer<HTTP2Event>
    private var capacity: Int
    private var first = 0
    private var count = 0

    init() {
        capacity = 16
        unsafe storage = .allocate(capacity: capacity)
    }

    deinit {
        var index = 0
        while index < count {
            unsafe (storage + (first + index) & (capacity - 1)).deinitialize(count: 1)
            index += 1
        }
        unsafe storage.deallocate()
    }

    mutating func append(_ event: consuming HTTP2Event) {
        if count == capacity { grow() }
        // INVARIANT: the capacity is a power of two.
        unsafe (storage + (first + count) & (capacity - 1)).initialize(to: event)
        count += 1
    }

    mutating func takeFirst() -> HTTP2Event? {
        guard count > 0 else { return nil }
        let event = unsafe (storage + first).move()
        first = (first + 1) & (capacity - 1)
        count -= 1
        return event
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<HTTP2Event>.allocate(capacity: capacity * 2)
        let front = capacity - first
        unsafe larger.moveInitialize(from: storage + first, count: front)
        unsafe (larger + front).moveInitialize(from: storage, count: first)
        unsafe storage.deallocate()
        unsafe storage = larger
        capacity *= 2
        first = 0
    }
}
