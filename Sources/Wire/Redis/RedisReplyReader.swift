// Turns bytes from Redis into replies: bounds first, then hiredis' parser.

internal import CHiredis

/// Reads the replies of one connection.
///
/// After a fault the connection must be closed, and the reader thrown away.
@safe
public final class RedisReplyReader {
    private let bounds: RedisReplyBounds
    private let reader: UnsafeMutablePointer<redisReader>?
    private var waiting = ByteBuffer()
    private var fault: RedisFault?

    /// Makes a reader for a fresh connection.
    public init(_ bounds: RedisReplyBounds = RedisReplyBounds()) {
        self.bounds = bounds
        unsafe reader = redisReaderCreate()
    }

    deinit {
        if let reader = unsafe reader { unsafe redisReaderFree(reader) }
    }

    /// The bytes that wait for the rest of their reply.
    public var waitingBytes: Int { waiting.count }

    /// Takes what has arrived; call `next` until it returns nil before feeding more.
    public func feed(_ bytes: Span<UInt8>) throws(RedisFault) {
        if let fault { throw fault }
        waiting.append(bytes)
    }

    /// Returns the next whole reply, or nil when it has not arrived.
    public func next() throws(RedisFault) -> RedisReply? {
        if let fault { throw fault }
        do throws(RedisFault) {
            var frame = RedisReplyFrame(bounds)
            guard !waiting.isEmpty, let length = try frame.length(waiting.readable) else {
                // Waiting bytes are part of one reply, whose bound holds for them.
                guard waiting.count <= bounds.replyBytes else { throw .tooLarge }
                return nil
            }
            let reply = try parse(length)
            waiting.consume(length)
            return reply
        } catch {
            fault = error
            throw error
        }
    }

    private func parse(_ length: Int) throws(RedisFault) -> RedisReply {
        guard let reader = unsafe reader else { throw .tooLarge }
        let fed = unsafe Self.feed(reader, waiting, length)
        var object: UnsafeMutableRawPointer?
        guard fed, unsafe redisReaderGetReply(reader, &object) == REDIS_OK,
            let object = unsafe object
        else { throw .malformed }
        defer { unsafe freeReplyObject(object) }
        return unsafe Self.value(object.assumingMemoryBound(to: redisReply.self).pointee)
    }

    private static func feed(
        _ reader: UnsafeMutablePointer<redisReader>, _ buffer: borrowing ByteBuffer, _ length: Int
    ) -> Bool {
        let bytes = buffer.readable.extracting(first: length)
        return unsafe bytes.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return false }
            let text = unsafe UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self)
            return unsafe redisReaderFeed(reader, text, source.count) == REDIS_OK
        }
    }

    private static func value(_ reply: redisReply) -> RedisReply {
        switch unsafe reply.type {
        case REDIS_REPLY_STRING: return .bytes(unsafe text(reply))
        case REDIS_REPLY_STATUS: return .status(unsafe text(reply))
        case REDIS_REPLY_ERROR: return .error(unsafe text(reply))
        case REDIS_REPLY_INTEGER: return .integer(unsafe reply.integer)
        case REDIS_REPLY_ARRAY:
            var elements: [RedisReply] = []
            elements.reserveCapacity(unsafe reply.elements)
            for index in 0..<(unsafe reply.elements) {
                guard let element = unsafe reply.element?[index] else { continue }
                elements.append(unsafe value(element.pointee))
            }
            return .array(elements)
        default: return .null
        }
    }

    private static func text(_ reply: redisReply) -> [UInt8] {
        guard let start = unsafe reply.str else { return [] }
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: reply.len)
        return unsafe Array(bytes)
    }
}

@available(*, unavailable)
extension RedisReplyReader: Sendable {}
