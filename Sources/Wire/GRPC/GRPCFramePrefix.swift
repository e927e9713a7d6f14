// The five bytes before every gRPC message: a compression flag and a length.

/// Reads and writes the prefix of a length-prefixed gRPC message.
public enum GRPCFramePrefix {
    /// The number of bytes in a prefix.
    public static let length = 5

    /// Reads a prefix.
    ///
    /// - Parameter bytes: at least `length` bytes, of which the first five are read.
    /// - Throws: a fault when the flag is neither 0 nor 1 or a byte is missing.
    public static func parse(
        _ bytes: Span<UInt8>
    ) throws(GRPCFault) -> (compressed: Bool, length: Int) {
        guard bytes.count >= length else {
            throw GRPCFault(
                .internal, "the gRPC message prefix ends early: send 5 bytes before the message")
        }
        guard bytes[0] <= 1 else {
            throw GRPCFault(
                .internal,
                "the gRPC compression flag is \(bytes[0]): send 0 (identity), then 4 length bytes")
        }
        var size = 0
        for index in 1..<5 {
            size = size << 8 | Int(bytes[index])
        }
        return (bytes[0] == 1, size)
    }

    /// Appends the prefix of an uncompressed message.
    ///
    /// - Parameter messageLength: at most 2³² − 1.
    public static func write(length messageLength: Int, into output: inout ByteBuffer) {
        let prefix = bytes(length: messageLength)
        output.append(prefix.span)
    }

    /// The prefix of an uncompressed message, to put over one that was reserved.
    ///
    /// - Parameter messageLength: at most 2³² − 1.
    public static func bytes(length messageLength: Int) -> [5 of UInt8] {
        let size = UInt32(messageLength)
        return [
            0, UInt8(truncatingIfNeeded: size >> 24), UInt8(truncatingIfNeeded: size >> 16),
            UInt8(truncatingIfNeeded: size >> 8), UInt8(truncatingIfNeeded: size),
        ]
    }
}
