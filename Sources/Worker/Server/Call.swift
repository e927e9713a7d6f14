// One gRPC call, from its head to its answer.

import Runtime
import Wire

/// Holds what a shard knows of a call that it has not answered yet.
final class Call {
    let connection: Connection
    let stream: HTTP2Stream
    let method: Method
    var token = Token(rawValue: 0)
    /// The bytes of the message that the prefix announced, once it is here.
    var messageLength: Int?
    /// How much of the shard's room for messages this call has taken.
    var reservedBytes = 0
    /// The received bytes for which the window was opened again.
    var returnedBytes = 0
    var deadline: TimerID?
    /// The batch that the call waits for, and the model that answers.
    var batch: Batch?
    /// The request's id, to be sent back.
    var id = ByteBuffer()
    /// The outputs that were asked for, by index; all when empty.
    var outputs: [Int] = []

    init(_ connection: Connection, _ stream: HTTP2Stream, _ method: Method) {
        self.connection = connection
        self.stream = stream
        self.method = method
    }

    /// Lets go of the request's bytes; small blocks serve the next request.
    func dropBody() {
        stream.body.clear()
        if reservedBytes > 16 << 10 { stream.body.releaseStorage() }
    }
}
