// Finds where a reply ends, and refuses what it announces before any parser allocates for it.

/// The bounds of one reply.
public struct RedisReplyBounds: Hashable, Sendable {
    /// The most bytes of one whole reply.
    public var replyBytes: Int
    /// The most elements of all arrays of one reply together.
    public var elements: Int
    /// The deepest nesting of arrays.
    public var depth: Int
    /// The longest line: a status, an error or a number.
    public var lineBytes: Int

    /// Sets the bounds.
    public init(
        replyBytes: Int = 1 << 20, elements: Int = 256, depth: Int = 4, lineBytes: Int = 4096
    ) {
        self.replyBytes = replyBytes
        self.elements = elements
        self.depth = depth
        self.lineBytes = lineBytes
    }
}

/// Walks over one reply by its lengths, without copying.
struct RedisReplyFrame {
    private let bounds: RedisReplyBounds
    private var elements = 0
    /// Elements still to come at each level of nesting.
    private var open: [Int] = []

    init(_ bounds: RedisReplyBounds) { self.bounds = bounds }

    /// Returns how long the first reply is, or nil when it is not whole yet.
    mutating func length(_ bytes: Span<UInt8>) throws(RedisFault) -> Int? {
        var offset = 0
        repeat {
            guard let lineEnd = try endOfLine(bytes, from: offset) else { return nil }
            offset = try step(bytes, offset, lineEnd)
            guard offset <= bounds.replyBytes else { throw .tooLarge }
            guard offset <= bytes.count else { return nil }
            while let left = open.last, left == 0 { open.removeLast() }
        } while !open.isEmpty
        return offset
    }

    /// Returns where the element whose line is given ends.
    private mutating func step(
        _ bytes: Span<UInt8>, _ start: Int, _ lineEnd: Int
    ) throws(RedisFault) -> Int {
        if let left = open.popLast() { open.append(left - 1) }
        switch bytes[start] {
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            break
        case UInt8(ascii: ":"):
            _ = try number(bytes, start + 1, lineEnd - 2)
        case UInt8(ascii: "$"):
            let length = try number(bytes, start + 1, lineEnd - 2)
            guard length >= -1 else { throw .malformed }
            guard length <= bounds.replyBytes else { throw .tooLarge }
            guard length >= 0 else { break }
            let end = lineEnd + length
            if end + 2 <= bytes.count {
                guard bytes[end] == 13, bytes[end + 1] == 10 else { throw .malformed }
            }
            return end + 2
        case UInt8(ascii: "*"):
            let count = try number(bytes, start + 1, lineEnd - 2)
            guard count >= -1 else { throw .malformed }
            guard count <= bounds.elements - elements, open.count < bounds.depth else {
                throw .tooManyElements
            }
            elements += max(count, 0)
            if count > 0 { open.append(count) }
        default:
            throw .malformed
        }
        return lineEnd
    }

    /// Returns the place after the line's CR LF, or nil when the line is not whole.
    private func endOfLine(_ bytes: Span<UInt8>, from start: Int) throws(RedisFault) -> Int? {
        var index = start
        while index < bytes.count {
            guard index - start <= bounds.lineBytes else { throw .tooLarge }
            if bytes[index] == 10 {
                guard index - start >= 2, bytes[index - 1] == 13 else { throw .malformed }
                return index + 1
            }
            index += 1
        }
        return nil
    }

    private func number(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) throws(RedisFault) -> Int {
        var index = start
        let isNegative = index < end && bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        guard index < end else { throw .malformed }
        var value = 0
        while index < end {
            let digit = Int(bytes[index]) - 48
            guard digit >= 0, digit <= 9 else { throw .malformed }
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = product.addingReportingOverflow(isNegative ? -digit : digit)
            guard !tooLarge, !overflow else { throw .malformed }
            value = sum
            index += 1
        }
        return value
    }
}
