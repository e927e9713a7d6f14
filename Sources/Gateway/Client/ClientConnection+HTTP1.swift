// What the gate does with the events of a client's HTTP/1.1 session: one request at a time.

import Policy
import Runtime
import Wire

extension ClientConnection {
    /// Acts on every event that the session has written down.
    func drainHTTP1Events() {
        while phase == .http1, let event = http1?.nextEvent() {
            switch event {
            case .head: beginHTTP1()
            case .data: if let request = http1Request { shard.clientSent(request) }
            case .ended: if let request = http1Request { shard.clientEnded(request) }
            case .fault(let fault): refuseHTTP1(fault)
            }
        }
    }

    private func beginHTTP1() {
        guard let http1 else { return }
        switch RequestHead.classify(http1.headers) {
        case .call(let call, let form):
            guard form != .grpc else {
                refuse(.unsupported("gRPC needs HTTP/2: offer h2 in ALPN"), httpStatus: nil)
                return
            }
            let request = shard.makeRequest(call, .restHTTP1, client: self, stream: nil)
            guard let request else { return }
            http1Request = request
            var output = ByteBuffer()
            http1.continueIfExpected(into: &output)
            if !output.isEmpty { write(output.readable) }
            shard.begin(request)
        case .refused(_, let refusal, let httpStatus): refuse(refusal, httpStatus: httpStatus)
        }
    }

    private func refuse(_ refusal: Refusal, httpStatus: Int?) {
        let request = shard.makeRequest(.serverLive, .restHTTP1, client: self, stream: nil)
        guard let request else { return }
        http1Request = request
        shard.refuse(request, refusal, httpStatus: httpStatus)
    }

    /// Answers what is not HTTP/1.1, then closes: what follows cannot be trusted to be framed.
    private func refuseHTTP1(_ fault: HTTP1Fault) {
        if let request = http1Request {
            shard.clientLeft(request)
            http1Request = nil
        }
        refuse(
            fault.status == 431 ? .headersTooLarge : .badRequest(fault.text),
            httpStatus: fault.status)
        phase = .closing
    }
}
