// One file of a policy set, or named by it, as it was read.

/// A file's place and bytes.
public struct PolicyFile: Sendable, Hashable {
    /// Path within the set, or as the set names it, such as `tests/access.yaml` or `../certs/jwks.json`.
    public let path: String
    /// Path from where the process runs.
    public let location: String
    /// The content.
    public let bytes: [UInt8]

    /// The content as text, or nil when it is not UTF-8.
    var text: String? { String(validating: bytes, as: UTF8.self) }

    /// A line of the text for quoting, cut where it is very long.
    func quote(line: Int) -> String {
        var number = 1
        var start = 0
        for (index, byte) in bytes.enumerated() where number < line && byte == UInt8(ascii: "\n") {
            number += 1
            start = index + 1
        }
        guard number == line else { return "" }
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n"), end - start < 240 { end += 1 }
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
