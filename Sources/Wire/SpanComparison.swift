// Comparing bytes with bytes and with literals, without a string in between.

extension Span where Element == UInt8 {
    /// Whether both hold the same bytes; not in constant time.
    public func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return unsafe withUnsafeBufferPointer { left in
            unsafe other.withUnsafeBufferPointer { right in
                guard let first = left.baseAddress, let second = right.baseAddress else {
                    return true
                }
                return unsafe equalBytes(first, second, left.count)
            }
        }
    }

    /// Whether the bytes are the UTF-8 of the literal.
    public func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        return unsafe withUnsafeBufferPointer { left in
            guard let first = left.baseAddress else { return true }
            return unsafe equalBytes(first, text.utf8Start, left.count)
        }
    }

    /// Whether the bytes begin with the UTF-8 of the literal.
    public func starts(with text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount else { return false }
        return unsafe withUnsafeBufferPointer { left in
            guard let first = left.baseAddress else { return true }
            return unsafe equalBytes(first, text.utf8Start, text.utf8CodeUnitCount)
        }
    }

    /// Whether the bytes are those of the literal when ASCII letters lose their case.
    ///
    /// - Parameter text: a literal in lower case.
    public func equalsIgnoringCase(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count
        where unsafe lowercased(self[index]) != text.utf8Start[index] {
            return false
        }
        return true
    }
}

/// An ASCII letter in lower case, any other byte as it is.
func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
}

/// Compares in steps of eight bytes, the last of which may overlap the one before.
private func equalBytes(
    _ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int
) -> Bool {
    let first = unsafe UnsafeRawPointer(left)
    let second = unsafe UnsafeRawPointer(right)
    guard count >= 8 else {
        for offset in 0..<count where unsafe left[offset] != right[offset] {
            return false
        }
        return true
    }
    var offset = 0
    while offset + 8 <= count {
        let one = unsafe first.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let two = unsafe second.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        if one != two { return false }
        offset += 8
    }
    let one = unsafe first.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    let two = unsafe second.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    return one == two
}
