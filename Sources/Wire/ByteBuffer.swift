// The buffer that bytes wait in between a socket, TLS, a protocol and the request's life.

/// Holds bytes in one contiguous, growable block whose consumed front is reclaimed.
///
/// It frees its block when it dies. It has no bound of its own: whoever fills it keeps one.
@safe public struct ByteBuffer: ~Copyable {
    /// The largest block that is kept when all its bytes are consumed.
    private static let retainedBytes = 1 << 14

    private var storage: UnsafeMutablePointer<UInt8>?
    private var capacity: Int
    // INVARIANT: 0 <= start <= end <= capacity; both return to zero when equal.
    private var start: Int
    private var end: Int

    /// Makes an empty buffer, which allocates nothing for a capacity of zero.
    public init(capacity: Int = 0) {
        unsafe storage = capacity > 0 ? .allocate(capacity: capacity) : nil
        self.capacity = capacity
        start = 0
        end = 0
    }

    deinit {
        unsafe storage?.deallocate()
    }

    /// The number of bytes that can be read.
    public var count: Int { end - start }

    /// Whether nothing can be read.
    public var isEmpty: Bool { end == start }

    /// The bytes appended and not yet consumed.
    public var readable: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get {
            guard let storage = unsafe storage, end > start else {
                return unsafe _overrideLifetime(Span<UInt8>(), borrowing: self)
            }
            let span = unsafe Span(_unsafeStart: UnsafePointer(storage + start), count: end - start)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Appends a copy of the bytes.
    public mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { source in
            guard let first = source.baseAddress else { return }
            unsafe append(copying: first, count: source.count)
        }
    }

    /// Appends a copy of what is readable in another buffer, which may lie in an object.
    public mutating func append(_ other: borrowing ByteBuffer) {
        append(other.readable)
    }

    /// Appends one byte.
    public mutating func append(_ byte: UInt8) {
        unsafe tail(1).pointee = byte
        end += 1
    }

    /// Appends the UTF-8 of a literal.
    public mutating func append(_ text: StaticString) {
        unsafe append(copying: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    /// Appends the UTF-8 of a string; not for the request path.
    public mutating func append(utf8 text: String) {
        append(text.utf8Span.span)
    }

    /// Appends a number in decimal ASCII.
    public mutating func append(decimal number: Int) {
        var digits = [20 of UInt8](repeating: 0)
        var first = 20
        var rest = number.magnitude
        repeat {
            first -= 1
            digits[first] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
            rest /= 10
        } while rest > 0
        if number < 0 { append(0x2D) }
        append(digits.span.extracting(first..<20))
    }

    /// Drops bytes from the front.
    ///
    /// - Parameter count: at most `self.count`.
    public mutating func consume(_ count: Int) {
        precondition(count >= 0 && count <= end - start, "consume past the end")
        start += count
        guard start == end else { return }
        start = 0
        end = 0
        // One large message is no reason to hold its room while the connection idles.
        if capacity > Self.retainedBytes { releaseStorage() }
    }

    /// Drops all bytes and keeps the block.
    public mutating func clear() {
        start = 0
        end = 0
    }

    /// Gives the block back to the allocator; only when nothing is readable.
    public mutating func releaseStorage() {
        guard isEmpty else { return }
        unsafe storage?.deallocate()
        unsafe storage = nil
        capacity = 0
        start = 0
        end = 0
    }

    /// Lets `body` write into the free space at the end and appends what it wrote.
    ///
    /// - Parameter minimum: the bytes of free space that `body` finds at least.
    public mutating func fill<Result, Failure: Error>(
        minimum: Int, _ body: (inout OutputSpan<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let free = unsafe UnsafeMutableBufferPointer(start: tail(minimum), count: capacity - end)
        var output = unsafe OutputSpan(buffer: free, initializedCount: 0)
        let result = try body(&output)
        end += unsafe output.finalize(for: free)
        return result
    }

    /// Moves bytes from the front of another buffer to the end of this one.
    ///
    /// When this buffer is empty and takes all, the blocks are exchanged and nothing is copied.
    ///
    /// - Returns: how many bytes were moved.
    @discardableResult
    public mutating func moveBytes(from other: inout ByteBuffer, atMost limit: Int) -> Int {
        let moved = min(other.count, limit)
        guard moved > 0 else { return 0 }
        if isEmpty && moved == other.count {
            swap(&self, &other)
            other.clear()
            return moved
        }
        append(other.readable.extracting(first: moved))
        other.consume(moved)
        return moved
    }

    /// Copies bytes from the front to the end of another buffer and consumes them.
    public mutating func moveFront(_ count: Int, to other: inout ByteBuffer) {
        other.append(readable.extracting(first: count))
        consume(count)
    }

    /// Drops bytes from the end.
    ///
    /// - Parameter count: how many bytes stay readable, at most `self.count`.
    public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= end - start, "truncate past the end")
        end = start + count
        if start == end { clear() }
    }

    /// Writes over bytes that are already there.
    ///
    /// - Parameters:
    ///   - offset: the first byte to overwrite, counted from the front of `readable`.
    ///   - bytes: the bytes to put there; they must end within `readable`.
    public mutating func replace(at offset: Int, with bytes: Span<UInt8>) {
        precondition(offset >= 0 && offset + bytes.count <= end - start, "replace past the end")
        guard let storage = unsafe storage else { return }
        unsafe bytes.withUnsafeBufferPointer { source in
            guard let first = source.baseAddress else { return }
            unsafe (storage + start + offset).update(from: first, count: source.count)
        }
    }
}

@available(*, unavailable)
extension ByteBuffer: Sendable {}

extension ByteBuffer {
    /// Appends bytes that C lends us.
    @unsafe mutating func append(copying source: UnsafePointer<UInt8>, count: Int) {
        guard count > 0 else { return }
        unsafe tail(count).update(from: source, count: count)
        end += count
    }

    /// Makes room for so many bytes at the end.
    mutating func reserve(_ count: Int) {
        _ = unsafe tail(count)
    }

    /// Drops all bytes and keeps the block where it is small, for the next use of its owner.
    mutating func recycle() {
        clear()
        if capacity > 4096 { releaseStorage() }
    }

    /// Lets C write into the free space at the end and appends as many bytes as it says.
    ///
    /// - Parameter room: the bytes of free space that C finds.
    @unsafe mutating func fill<Result>(
        pointer room: Int, _ body: (UnsafeMutablePointer<UInt8>) -> (Result, written: Int)
    ) -> Result {
        let (result, written) = unsafe body(tail(room))
        precondition(written <= room, "more written than there was room for")
        end += written
        return result
    }

    /// Copies the first bytes out, for a C caller that brings its own memory, and consumes them.
    @unsafe mutating func take(into target: UnsafeMutablePointer<UInt8>, count: Int) {
        precondition(count <= end - start, "take past the end")
        guard count > 0, let storage = unsafe storage else { return }
        unsafe target.update(from: storage + start, count: count)
        consume(count)
    }

    /// The end of the readable bytes, with room behind it.
    private mutating func tail(_ needed: Int) -> UnsafeMutablePointer<UInt8> {
        if let storage = unsafe storage, capacity - end >= needed {
            return unsafe storage + end
        }
        return unsafe grown(needed)
    }

    /// Makes room by moving the bytes to the front, or to a larger block.
    @inline(never)
    private mutating func grown(_ needed: Int) -> UnsafeMutablePointer<UInt8> {
        precondition(needed >= 0, "negative room")
        let live = end - start
        // Moving is worth it only when it frees at least half, else it would be done every time.
        if let storage = unsafe storage, capacity - live >= needed, live <= capacity / 2 {
            unsafe storage.update(from: storage + start, count: live)
            start = 0
            end = live
            return unsafe storage + end
        }
        let larger = max(64, capacity * 2, live + needed)
        let block = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        if let storage = unsafe storage {
            unsafe block.update(from: storage + start, count: live)
            unsafe storage.deallocate()
        }
        unsafe storage = block
        capacity = larger
        start = 0
        end = live
        return unsafe block + live
    }
}
