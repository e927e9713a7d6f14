// The name of a model or of its version: short, and of few characters.

/// Holds the name of a model or version in place: 1 to 128 of `A-Z a-z 0-9 . _ -`.
public struct ModelName: Sendable {
    /// The longest name in bytes.
    public static let maximumLength = 128

    private var storage = [128 of UInt8](repeating: 0)
    // INVARIANT: 1 <= length <= 128.
    private var length: UInt8

    /// Takes a name; nil when it is empty, too long or holds another character.
    public init?(_ name: Span<UInt8>) {
        guard !name.isEmpty, name.count <= Self.maximumLength else { return nil }
        for index in name.indices {
            guard Self.allows(name[index]) else { return nil }
            storage[index] = name[index]
        }
        length = UInt8(name.count)
    }

    /// Takes a name from one segment of a path, after one percent-decoding.
    public init?(percentEncoded segment: Span<UInt8>) {
        var written = 0
        var index = 0
        while index < segment.count {
            var byte = segment[index]
            if byte == UInt8(ascii: "%") {
                guard let decoded = PercentEncoding.escape(in: segment, at: index) else {
                    return nil
                }
                byte = decoded
                index += 2
            }
            guard written < Self.maximumLength, Self.allows(byte) else { return nil }
            storage[written] = byte
            written += 1
            index += 1
        }
        guard written > 0 else { return nil }
        length = UInt8(written)
    }

    /// The name's bytes.
    public var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get { storage.span.extracting(first: Int(length)) }
    }

    /// Whether a name may hold the byte.
    static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}

extension ModelName: Equatable {
    /// Whether both names are the same bytes.
    public static func == (left: Self, right: Self) -> Bool {
        left.bytes.equals(right.bytes)
    }
}
