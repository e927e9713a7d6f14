// Cedar's ipaddr: an IPv4 or IPv6 address with a prefix length.

/// Holds an address, or a range of addresses that share a prefix.
public struct IPNetwork: Hashable, Sendable {
    /// Tells IPv4 from IPv6.
    public let isIPv4: Bool
    /// Holds the upper 64 bits of an IPv6 address; 0 for IPv4.
    public let high: UInt64
    /// Holds the lower 64 bits, or the 32 bits of an IPv4 address.
    public let low: UInt64
    /// Counts the leading bits that the range shares: up to 32 or 128.
    public let prefix: UInt8

    /// Creates an IPv4 address or range; a prefix over 32 counts as 32.
    public init(ipv4 address: UInt32, prefix: UInt8 = 32) {
        isIPv4 = true
        high = 0
        low = UInt64(address)
        self.prefix = min(prefix, 32)
    }

    /// Creates an IPv6 address or range; a prefix over 128 counts as 128.
    public init(ipv6High high: UInt64, low: UInt64, prefix: UInt8 = 128) {
        isIPv4 = false
        self.high = high
        self.low = low
        self.prefix = min(prefix, 128)
    }

    private var width: UInt8 { isIPv4 ? 32 : 128 }
    private var bits: UInt128 { UInt128(high) << 64 | UInt128(low) }
    private var hostMask: UInt128 {
        let hostBits = width - prefix
        return hostBits == 128 ? UInt128.max : (UInt128(1) << UInt128(hostBits)) - 1
    }

    /// Says whether the whole range lies in 127.0.0.0/8 or is ::1.
    public var isLoopback: Bool {
        isIPv4 ? low >> 24 == 127 && prefix >= 8 : high == 0 && low == 1 && prefix == 128
    }

    /// Says whether the whole range lies in 224.0.0.0/4 or ff00::/8.
    public var isMulticast: Bool {
        isIPv4 ? low >> 28 == 0xE && prefix >= 4 : high >> 56 == 0xFF && prefix >= 8
    }

    /// Says whether every address of this range lies in the other; never across versions.
    public func isInRange(_ other: IPNetwork) -> Bool {
        guard isIPv4 == other.isIPv4 else { return false }
        let first = bits & ~hostMask
        let last = bits | hostMask
        return other.bits & ~other.hostMask <= first && last <= other.bits | other.hostMask
    }
}

extension IPNetwork: CustomStringConvertible {
    /// Writes the address, and the prefix where it is a range.
    public var description: String {
        let address: String
        if isIPv4 {
            address = [24, 16, 8, 0].map { String(low >> UInt64($0) & 0xFF) }
                .joined(separator: ".")
        } else {
            let groups = (0..<8).map { bits >> UInt128((7 - $0) * 16) & 0xFFFF }
            address = groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        return prefix == width ? address : "\(address)/\(prefix)"
    }
}
