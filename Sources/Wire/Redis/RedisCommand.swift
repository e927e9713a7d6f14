// One command for Redis: its arguments, and their form on the wire as hiredis writes it.

internal import CHiredis

/// Collects the arguments of one command; any bytes may stand in an argument.
public struct RedisCommand: ~Copyable {
    private var bytes = ByteBuffer(capacity: 256)
    private var ends: [Int] = []

    /// Begins a command by its name.
    public init(_ name: StaticString) {
        append(name)
    }

    /// The number of arguments, the name included.
    public var count: Int { ends.count }

    /// Appends an argument.
    public mutating func append(_ argument: Span<UInt8>) {
        bytes.append(argument)
        ends.append(bytes.count)
    }

    /// Appends an argument that is known beforehand.
    public mutating func append(_ argument: StaticString) {
        bytes.append(argument)
        ends.append(bytes.count)
    }

    /// Appends a number in decimal.
    public mutating func append(decimal argument: Int) {
        bytes.append(decimal: argument)
        ends.append(bytes.count)
    }

    /// Appends the command in RESP2 to `output`; false, with nothing written, when memory is short.
    public borrowing func write(into output: inout ByteBuffer) -> Bool {
        let readable = bytes.readable
        return unsafe readable.withUnsafeBufferPointer { source in
            unsafe Self.format(source, ends, into: &output)
        }
    }

    private static func format(
        _ source: UnsafeBufferPointer<UInt8>, _ ends: [Int], into output: inout ByteBuffer
    ) -> Bool {
        guard let base = source.baseAddress else { return false }
        let first = unsafe UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self)
        var starts: [UnsafePointer<CChar>?] = unsafe []
        var lengths: [Int] = []
        var start = 0
        for end in ends {
            unsafe starts.append(first + start)
            lengths.append(end - start)
            start = end
        }
        var text: UnsafeMutablePointer<CChar>?
        let count = unsafe redisFormatCommandArgv(
            &text, Int32(ends.count), &starts, lengths)
        guard count > 0, let text = unsafe text else { return false }
        unsafe output.append(
            copying: UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), count: Int(count))
        unsafe redisFreeCommand(text)
        return true
    }
}
