// How bytes move between the socket and the replies; TLS will stand here, between the two.

import Runtime
import Wire

extension RedisConnection {
    private static let bytesPerRead = 64 << 10

    /// Reads until nothing is left: an edge will not come again.
    func receive() {
        while socket != nil {
            var bytes = ByteBuffer()
            let result = bytes.fill(minimum: Self.bytesPerRead) {
                (output: inout OutputSpan<UInt8>) in
                socket?.receive(into: &output) ?? .closed
            }
            switch result {
            case .received: takeReplies(bytes.readable)
            case .wouldBlock: return
            case .closed: fail("closed the connection")
            case .failed(let error): fail("\(error)")
            }
        }
    }

    private func takeReplies(_ bytes: Span<UInt8>) {
        do throws(RedisFault) {
            try reader.feed(bytes)
            // A reply may end the connection, and what follows it then belongs to nobody.
            while socket != nil, let reply = try reader.next() { take(reply) }
        } catch {
            fail("\(error)")
        }
    }

    func sendOutgoing() -> SendResult {
        Self.send(&outgoing, through: &socket)
    }

    private static func send(
        _ buffer: inout ByteBuffer, through socket: inout Socket?
    ) -> SendResult {
        guard socket != nil else { return .wouldBlock }
        return socket?.send(buffer.readable) ?? .wouldBlock
    }
}
