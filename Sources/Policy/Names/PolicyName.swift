// The one rule for names of models, regions, tenants, roles, callers and limits.

/// Checks names against `[A-Za-z0-9._-]{1,128}`.
public enum PolicyName {
    /// The most bytes that a name may have.
    public static let maximumBytes = 128

    /// Tells whether a text may be a name; `.` and `..` may not, since names become paths of files.
    public static func isValid(_ text: some StringProtocol) -> Bool {
        let utf8 = text.utf8
        guard text != ".", text != ".." else { return false }
        return !utf8.isEmpty && utf8.count <= maximumBytes && utf8.allSatisfy(isNameByte)
    }

    /// Tells whether bytes may be a name, without allocating.
    public static func isValid(_ bytes: Span<UInt8>) -> Bool {
        guard !bytes.isEmpty, bytes.count <= maximumBytes else { return false }
        for index in bytes.indices where !isNameByte(bytes[index]) { return false }
        return true
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
