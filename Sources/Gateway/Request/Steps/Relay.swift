// The answer's way back: the worker's stream to the client's, with back-pressure both ways.

import Policy
import Runtime
import Wire

extension Shard {
    // MARK: What the worker says

    /// The worker's response head: a gRPC answer, or no answer at all.
    func workerHead(_ stream: HTTP2Stream) {
        guard let request = request(of: stream) else { return }
        guard stream.headers.matches(.status, "200"), stream.headers.isGRPC else {
            request.reason = "the worker's answer is not gRPC"
            resetTry(request)
            tryFailed(request, cannotHaveStarted: false, .workerFailed)
            return
        }
    }

    /// Bytes of the worker's answer.
    func workerData(_ stream: HTTP2Stream, over worker: WorkerConnection) {
        guard let request = request(of: stream) else {
            // Nobody wants them any more, but the connection's window must stay open.
            worker.http2?.consumed(stream, stream.body.count)
            stream.body.clear()
            return
        }
        pumpToClient(request)
    }

    /// The end of the worker's answer, with its status in the trailers.
    func workerEnded(_ stream: HTTP2Stream) {
        guard let request = request(of: stream) else { return }
        request.workerEnded = true
        let status = stream.grpcStatus
        if status == GRPCStatus.ok.rawValue {
            pumpToClient(request)
            return
        }
        if status == GRPCStatus.unavailable.rawValue, !request.headSent {
            request.reason = "the worker said UNAVAILABLE"
            tryFailed(request, cannotHaveStarted: false, .workerFailed)
            return
        }
        relayError(request, status: status ?? GRPCStatus.unknown.rawValue, from: stream)
    }

    /// The stream is gone: if its answer was not whole, the try has failed.
    func workerClosed(_ stream: HTTP2Stream, _ code: HTTP2ErrorCode) {
        guard let request = request(of: stream), !request.workerEnded else { return }
        request.reason = "the worker ended the stream"
        tryFailed(request, cannotHaveStarted: code == .refusedStream, .workerFailed)
    }

    /// The connection is gone with every try on it.
    func workerLost(_ worker: WorkerConnection) {
        for token in requests.tokens() {
            guard let request = requests[token], request.worker === worker else { continue }
            request.reason = "the worker's connection was lost"
            tryFailed(request, cannotHaveStarted: false, .workerFailed)
        }
    }

    /// There is room again towards the worker.
    func workerDrained(_ stream: HTTP2Stream) {
        guard let request = request(of: stream), !request.isHeld else { return }
        pumpToWorker(request)
    }

    // MARK: What the client says

    /// Bytes of the request's body on an HTTP/2 stream.
    func clientSent(_ stream: HTTP2Stream, on client: ClientConnection) {
        guard let request = request(of: stream) else {
            discardClientBytes(stream, on: client)
            return
        }
        clientSent(request)
    }

    /// Bytes of the request's body.
    func clientSent(_ request: Request) {
        switch request.step {
        case .receive: advance(request)
        case .relay where !request.isHeld: continueCutThrough(request)
        default: request.consumeWindow()
        }
    }

    /// The end of the request's body on an HTTP/2 stream.
    func clientEnded(_ stream: HTTP2Stream, on client: ClientConnection) {
        guard let request = request(of: stream) else {
            // Answered before it was sent whole: now the answer may end.
            client.http2?.finish(stream)
            markDirty(client)
            return
        }
        clientEnded(request)
    }

    /// The end of the request's body.
    func clientEnded(_ request: Request) {
        request.clientEnded = true
        if !request.call.concernsModel {
            answerServerCall(request)
        } else {
            clientSent(request)
        }
    }

    /// There is room again towards the client.
    func clientDrained(_ stream: HTTP2Stream, on client: ClientConnection) {
        guard let request = request(of: stream) else { return }
        pumpToClient(request)
    }

    /// The client's stream is gone; if it was not answered, the work stops.
    func clientLeft(_ stream: HTTP2Stream, on client: ClientConnection) {
        guard let request = request(of: stream) else { return }
        clientLeft(request)
    }

    /// The client is gone; the work stops.
    func clientLeft(_ request: Request) {
        guard !request.answered else { return }
        request.answered = true
        request.reason = "the client left"
        request.grpcStatus = GRPCStatus.cancelled.rawValue
        request.httpStatus = 499
        endTry(request, cancel: true)
        abandonFlight(request)
        record(request)
    }

    // MARK: Pumps

    /// Moves what the client has sent towards the worker, as far as the bound allows.
    ///
    /// INVARIANT: the last byte waits for the client's END_STREAM and a completed scan, so a message
    /// that turns out to be refused has never been sent whole.
    func pumpToWorker(_ request: Request) {
        guard let source = request.stream, let sink = request.workerStream,
            let worker = request.worker, let length = request.framing.length
        else { return }
        let isWhole = request.clientEnded && request.framing.scanned == length
        let available = source.body.count - (isWhole ? 0 : 1)
        let room = Bounds.outgoingBytes - sink.outgoing.count
        let count = sink.outgoing.moveBytes(
            from: &source.body, atMost: max(0, min(available, room)))
        if count > 0 {
            request.framing.forwarded += count
            request.client.http2?.consumed(source, count)
            markDirty(request.client)
        }
        if isWhole, request.framing.forwarded == length {
            request.appendVersion(to: &sink.outgoing)
            worker.http2?.finish(sink)
        } else {
            worker.http2?.resume(sink)
        }
        markDirty(worker)
    }

    private func continueCutThrough(_ request: Request) {
        do throws(Refusal) {
            try scanFurther(request)
            pumpToWorker(request)
        } catch {
            refuse(request, error)
        }
    }

    /// Moves what the worker has answered towards the client, as far as the bound allows.
    private func pumpToClient(_ request: Request) {
        guard let source = request.workerStream, let worker = request.worker else { return }
        let arrived = source.body.count
        request.captureAnswer(
            from: source, atMost: request.snapshot.policies.cache.maximumAnswerBytes)
        if request.form == .grpc {
            relayGRPC(request, from: source, over: worker)
            return
        }
        guard request.answer.count + arrived <= Bounds.messageBytes else {
            request.reason = "the worker's answer is too large for JSON"
            resetTry(request)
            tryFailed(request, cannotHaveStarted: false, .workerFailed)
            return
        }
        _ = request.answer.moveBytes(from: &source.body, atMost: arrived)
        worker.http2?.consumed(source, arrived)
        markDirty(worker)
        if request.workerEnded { answerREST(request) }
    }

    private func relayGRPC(
        _ request: Request, from source: HTTP2Stream, over worker: WorkerConnection
    ) {
        guard let sink = request.stream, let http2 = request.client.http2 else { return }
        if !request.headSent, !source.body.isEmpty || request.workerEnded {
            sendAnswerHead(request)
        }
        let room = Bounds.outgoingBytes - sink.outgoing.count
        let count = sink.outgoing.moveBytes(
            from: &source.body, atMost: max(0, min(source.body.count, room)))
        if count > 0 {
            request.answerBytes += count
            worker.http2?.consumed(source, count)
            markDirty(worker)
        }
        if request.workerEnded, source.body.isEmpty {
            finishGRPC(request)
        } else if count > 0 {
            http2.resume(sink)
        }
        markDirty(request.client)
    }

    private func resetTry(_ request: Request) {
        guard let stream = request.workerStream, let worker = request.worker else { return }
        worker.http2?.reset(stream, .cancel)
        markDirty(worker)
    }

    // MARK: Streams without a request

    private func request(of stream: HTTP2Stream) -> Request? {
        requests[Token(rawValue: stream.tag)]
    }

    /// Lets an answered client finish sending, up to a bound; then its stream is reset.
    private func discardClientBytes(_ stream: HTTP2Stream, on client: ClientConnection) {
        let count = stream.body.count
        stream.body.clear()
        stream.tag = ShardToken.discarding(stream.tag, count)
        if ShardToken.discarded(stream.tag) > Bounds.discardedBytes {
            client.http2?.reset(stream, .noError)
        } else {
            client.http2?.consumed(stream, count)
        }
        markDirty(client)
    }
}
