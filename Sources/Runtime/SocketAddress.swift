// Where a socket listens or connects: an IPv4 or IPv6 address with a port, or a Unix path.
import CLinux

/// The address of a socket, parsed from or printed as `127.0.0.1:8443`, `[::1]:8443`, `unix:/path`.
public struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
    enum Kind: Sendable, Hashable {
        case ipv4(UInt32, port: UInt16)
        case ipv6(high: UInt64, low: UInt64, port: UInt16)
        case unix(String)
    }

    /// The most bytes a Unix path may have: `sun_path` less its terminator.
    static let maximumPathBytes = 107

    let kind: Kind

    init(_ kind: Kind) {
        self.kind = kind
    }

    /// Parses a literal address; `localhost` means 127.0.0.1, other names are refused.
    public init(parsing text: String) throws(SocketAddressError) {
        if text.hasPrefix("unix:") {
            kind = try Self.parsePath(text)
        } else if text.hasPrefix("[") {
            kind = try Self.parseIPv6(text)
        } else {
            kind = try Self.parseIPv4(text)
        }
    }

    private static func parsePath(_ text: String) throws(SocketAddressError) -> Kind {
        let path = String(text.dropFirst("unix:".count))
        guard path.hasPrefix("/"), !path.utf8.contains(0) else {
            throw SocketAddressError(
                text, "a Unix path must be absolute, such as unix:/run/gate.sock")
        }
        guard path.utf8.count <= maximumPathBytes else {
            throw SocketAddressError(text, "a Unix path may have \(maximumPathBytes) bytes at most")
        }
        return .unix(path)
    }

    private static func parseIPv6(_ text: String) throws(SocketAddressError) -> Kind {
        let parts = text.dropFirst().split(
            separator: "]", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let rest = parts.last, rest.hasPrefix(":") else {
            throw SocketAddressError(text, "write IPv6 as [address]:port, such as [::1]:8443")
        }
        let port = try parsePort(rest.dropFirst(), in: text)
        var bytes = in6_addr()
        guard unsafe inet_pton(AF_INET6, String(parts[0]), &bytes) == 1 else {
            throw SocketAddressError(text, "the part in brackets is not an IPv6 address")
        }
        let words = SocketAddressBytes.words(of: bytes)
        return .ipv6(high: words.high, low: words.low, port: port)
    }

    private static func parseIPv4(_ text: String) throws(SocketAddressError) -> Kind {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw SocketAddressError(
                text, "write address:port, such as 127.0.0.1:8443, [::1]:8443 or unix:/path")
        }
        let port = try parsePort(parts[1], in: text)
        let host = parts[0] == "localhost" ? "127.0.0.1" : String(parts[0])
        var bytes = in_addr()
        guard unsafe inet_pton(AF_INET, host, &bytes) == 1 else {
            throw SocketAddressError(
                text, "the host must be a numeric address or localhost; names are not looked up")
        }
        return .ipv4(UInt32(bigEndian: bytes.s_addr), port: port)
    }

    private static func parsePort(
        _ digits: Substring, in text: String
    ) throws(SocketAddressError) -> UInt16 {
        let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
        guard isNumber, let port = UInt16(digits) else {
            throw SocketAddressError(text, "the port must be a number from 0 to 65535")
        }
        return port
    }

    /// Tells whether only this machine can reach the address; a Unix path counts.
    public var isLoopback: Bool {
        switch kind {
        case .ipv4(let address, _): address >> 24 == 127
        case .ipv6(let high, let low, _):
            high == 0 && (low == 1 || low >> 24 == 0xFFFF_7F)  // ::1 and ::ffff:127.0.0.0/104
        case .unix: true
        }
    }

    /// The port, which a Unix path does not have.
    public var port: UInt16? {
        switch kind {
        case .ipv4(_, let port), .ipv6(_, _, let port): port
        case .unix: nil
        }
    }

    /// The address as a number: an IPv4 one is the low 32 bits of `low`; a Unix path is all zero.
    public var ipBytes: (isIPv4: Bool, high: UInt64, low: UInt64) {
        switch kind {
        case .ipv4(let address, _): (true, 0, UInt64(address))
        case .ipv6(let high, let low, _): (false, high, low)
        case .unix: (false, 0, 0)
        }
    }

    /// The path, which only a Unix address has.
    public var unixPath: String? {
        guard case .unix(let path) = kind else { return nil }
        return path
    }

    /// Returns the same address with another port; a Unix path stays as it is.
    public func with(port: UInt16) -> SocketAddress {
        switch kind {
        case .ipv4(let address, _): SocketAddress(.ipv4(address, port: port))
        case .ipv6(let high, let low, _): SocketAddress(.ipv6(high: high, low: low, port: port))
        case .unix: self
        }
    }

    /// The address in the form that `init(parsing:)` reads.
    public var description: String {
        switch kind {
        case .ipv4(let address, let port):
            let bytes = [24, 16, 8, 0].map { String((address >> UInt32($0)) & 0xFF) }
            return "\(bytes.joined(separator: ".")):\(port)"
        case .ipv6(let high, let low, let port):
            return "[\(SocketAddressBytes.text(high: high, low: low))]:\(port)"
        case .unix(let path):
            return "unix:\(path)"
        }
    }
}
