// How a client connection is led to its end without cutting a request.

import Policy
import Runtime
import Wire

extension ClientConnection {
    /// Tells the client that the gate will go; streams already under way still arrive.
    func announceShutdown() {
        http2?.announceShutdown()
        http1?.closesAfterResponse = true
        shard.markDirty(self)
    }

    /// Takes no new streams; a connection with nothing in flight closes.
    func refuseNewStreams() {
        http2?.refuseNewStreams()
        if phase == .http1, http1Request == nil { phase = .closing }
        shard.markDirty(self)
    }

    /// Whether bytes of an answer still wait for the socket.
    var hasUnsent: Bool {
        phase != .handshaking && phase != .lingering
            && (!tls.outbound.isEmpty || http2?.wantsWrite == true)
    }

    /// Closes an idle connection politely.
    func closeGracefully() {
        if let http2 {
            http2.terminate(.noError)
        }
        tls.close()
        phase = .closing
        shard.markDirty(self)
    }

    /// Writes one HTTP/1.1 answer and goes on with what the client has pipelined.
    func respondHTTP1(status: Int, _ headers: HeaderBox, body: inout ByteBuffer) {
        guard let http1 else { return }
        var output = exchange(&shard.plaintextScratch, with: ByteBuffer())
        output.clear()
        http1.respond(status: status, headers.block, body: body.readable, into: &output)
        write(output.readable)
        shard.plaintextScratch = output
        if !http1.keepsAlive {
            phase = .closing
        }
        http1Request = nil
        if phase == .http1 { shard.readAgain(self) }
    }
}
