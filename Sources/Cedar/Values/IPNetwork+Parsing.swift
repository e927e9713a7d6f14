// Reads the texts that Cedar accepts as addresses: stricter than most resolvers.

extension IPNetwork {
    /// Reads an address or range; IPv4 inside IPv6, leading zeros and zones are nil.
    public init?(parsing text: String) {
        guard text.utf8.count <= 43 else { return nil }
        let bytes = Array(text.utf8)
        let slash = bytes.firstIndex(of: UInt8(ascii: "/"))
        let address = bytes[..<(slash ?? bytes.count)]
        let prefixText = slash.map { bytes[($0 + 1)...] }
        if address.contains(UInt8(ascii: ":")) {
            guard let (high, low) = Self.parseIPv6(address),
                let prefix = Self.parsePrefix(prefixText, maximum: 128)
            else { return nil }
            self.init(ipv6High: high, low: low, prefix: prefix)
        } else {
            guard let bits = Self.parseIPv4(address),
                let prefix = Self.parsePrefix(prefixText, maximum: 32)
            else { return nil }
            self.init(ipv4: bits, prefix: prefix)
        }
    }

    private static func parsePrefix(_ text: ArraySlice<UInt8>?, maximum: UInt8) -> UInt8? {
        guard let text else { return maximum }
        guard let value = parseDecimal(text, maximumDigits: 3), value <= Int(maximum) else {
            return nil
        }
        return UInt8(value)
    }

    private static func parseIPv4(_ text: ArraySlice<UInt8>) -> UInt32? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard let octet = parseDecimal(part, maximumDigits: 3), octet <= 255 else {
                return nil
            }
            bits = bits << 8 | UInt32(octet)
        }
        return bits
    }

    private static func parseDecimal(_ text: ArraySlice<UInt8>, maximumDigits: Int) -> Int? {
        guard !text.isEmpty, text.count <= maximumDigits else { return nil }
        if text.count > 1 && text.first == UInt8(ascii: "0") { return nil }
        var value = 0
        for byte in text {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte) - 0x30
        }
        return value
    }

    private static func parseIPv6(_ text: ArraySlice<UInt8>) -> (high: UInt64, low: UInt64)? {
        let colon = UInt8(ascii: ":")
        var gap: Int?
        for index in text.indices.dropLast() where text[index] == colon && text[index + 1] == colon
        {
            guard gap == nil else { return nil }
            gap = index
        }
        var groups: [UInt16]
        if let gap {
            guard let before = parseGroups(text[..<gap]),
                let after = parseGroups(text[(gap + 2)...]), before.count + after.count < 8
            else { return nil }
            groups = before
            groups += repeatElement(0, count: 8 - before.count - after.count)
            groups += after
        } else {
            guard let all = parseGroups(text), all.count == 8 else { return nil }
            groups = all
        }
        let halves = [groups[0..<4], groups[4..<8]].map { half in
            half.reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
        }
        return (halves[0], halves[1])
    }

    private static func parseGroups(_ text: ArraySlice<UInt8>) -> [UInt16]? {
        if text.isEmpty { return [] }
        var groups: [UInt16] = []
        for part in text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false) {
            guard (1...4).contains(part.count) else { return nil }
            var group: UInt16 = 0
            for byte in part {
                guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
                group = group << 4 | UInt16(digit)
            }
            groups.append(group)
        }
        return groups
    }
}
