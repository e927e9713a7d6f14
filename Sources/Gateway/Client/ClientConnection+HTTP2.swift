// What the gate does with the events of a client's HTTP/2 session.

import Policy
import Runtime
import Wire

extension ClientConnection {
    /// Acts on every event that the session has written down.
    func drainHTTP2Events() {
        while phase != .closed, let event = http2?.nextEvent() {
            switch event {
            case .head(let stream): begin(stream)
            case .data(let stream): shard.clientSent(stream, on: self)
            case .ended(let stream): shard.clientEnded(stream, on: self)
            case .outgoingDrained(let stream): shard.clientDrained(stream, on: self)
            case .closed(let stream, _): shard.clientLeft(stream, on: self)
            case .refused(_, let why): shard.countRefusedHead(self, why)
            default: break
            }
        }
    }

    private func begin(_ stream: HTTP2Stream) {
        switch RequestHead.classify(stream.headers) {
        case .call(let call, let form):
            let request = shard.makeRequest(call, form, client: self, stream: stream)
            guard let request else { return }
            shard.begin(request)
        case .refused(let form, let refusal, let httpStatus):
            let request = shard.makeRequest(.serverLive, form, client: self, stream: stream)
            guard let request else { return }
            shard.refuse(request, refusal, httpStatus: httpStatus)
        }
    }
}
