// How the gate answers: heads, refusals and ends, in the client's own language.

import Policy
import Runtime
import Wire

extension Shard {
    /// Says no, once, in the client's language; the reason stays in the record.
    func refuse(
        _ request: Request, _ refusal: Refusal, httpStatus: Int? = nil, message: String? = nil
    ) {
        guard !request.answered else { return }
        request.answered = true
        request.refusal = refusal
        request.grpcStatus = refusal.grpcStatusCode
        request.httpStatus = httpStatus ?? refusal.httpStatus
        endTry(request, cancel: true)
        abandonFlight(request)
        if request.form == .grpc {
            refuseGRPC(request, refusal)
        } else {
            refuseREST(request, refusal, message ?? refusal.message)
        }
        record(request)
    }

    /// A refusal is trailers-only, unless the answer's head has already gone (gRPC over HTTP/2).
    private func refuseGRPC(_ request: Request, _ refusal: Refusal) {
        guard let stream = request.stream, let http2 = request.client.http2 else { return }
        let headers = headScratch
        headers.block.clear()
        if !request.headSent {
            headers.block.append(.status, "200")
            headers.block.append(.contentType, "application/grpc")
        }
        headers.block.append(.grpcStatus, decimal: refusal.grpcStatusCode)
        headers.block.appendGRPCMessage(refusal.message)
        headers.block.append("x-portcullis-code", refusal.code)
        if let milliseconds = refusal.retryAfterMilliseconds {
            headers.block.append("grpc-retry-pushback-ms", decimal: milliseconds)
        }
        if case .unsupported = refusal { headers.block.append("grpc-accept-encoding", "identity") }
        if request.headSent {
            http2.finish(stream, trailers: headers.block)
        } else {
            appendCommon(request, to: headers)
            http2.respond(stream, headers.block, endStream: true)
        }
        markDirty(request.client)
    }

    private func refuseREST(_ request: Request, _ refusal: Refusal, _ message: String) {
        bodyScratch.clear()
        JSONWriter.writeError(message, code: refusal.code, into: &bodyScratch)
        respondREST(request, status: request.httpStatus, code: refusal.code)
    }

    // MARK: gRPC answers

    /// Sends the head of a gRPC answer.
    func sendAnswerHead(_ request: Request) {
        guard !request.headSent, let stream = request.stream, let http2 = request.client.http2
        else {
            return
        }
        request.headSent = true
        let headers = headScratch
        headers.block.clear()
        headers.block.append(.status, "200")
        headers.block.append(.contentType, "application/grpc")
        appendCommon(request, to: headers)
        http2.respond(stream, headers.block, endStream: false)
    }

    /// Ends a gRPC answer well.
    func finishGRPC(_ request: Request) {
        guard !request.answered, let stream = request.stream, let http2 = request.client.http2
        else {
            return
        }
        request.answered = true
        request.httpStatus = 200
        endTry(request, cancel: false)
        let trailers = headScratch
        trailers.block.clear()
        trailers.block.append(.grpcStatus, "0")
        http2.finish(stream, trailers: trailers.block)
        markDirty(request.client)
        storeAnswer(request)
        record(request)
    }

    /// Passes a worker's own error on, as a status each language has.
    func relayError(_ request: Request, status: Int, from stream: HTTP2Stream) {
        guard !request.answered else { return }
        request.answered = true
        request.grpcStatus = status
        request.httpStatus = GRPCStatus.httpStatus(of: status)
        request.reason = "the worker answered with an error"
        let message = stream.grpcMessage
        endTry(request, cancel: false)
        abandonFlight(request)
        if request.form == .grpc {
            relayGRPCError(request, status: status, message: message)
        } else {
            bodyScratch.clear()
            JSONWriter.writeError(message, code: "worker_error", into: &bodyScratch)
            respondREST(request, status: request.httpStatus, code: "worker_error")
        }
        record(request)
    }

    private func relayGRPCError(_ request: Request, status: Int, message: String) {
        guard let stream = request.stream, let http2 = request.client.http2 else { return }
        let headers = headScratch
        headers.block.clear()
        if !request.headSent {
            headers.block.append(.status, "200")
            headers.block.append(.contentType, "application/grpc")
        }
        headers.block.append(.grpcStatus, decimal: status)
        headers.block.appendGRPCMessage(message)
        if request.headSent {
            http2.finish(stream, trailers: headers.block)
        } else {
            appendCommon(request, to: headers)
            http2.respond(stream, headers.block, endStream: true)
        }
        markDirty(request.client)
    }

    // MARK: REST answers

    /// Transcodes the worker's whole answer, which begins with its frame prefix.
    func answerREST(_ request: Request) {
        guard !request.answered else { return }
        guard request.takeFramePrefixOfAnswer() else {
            request.reason = "the worker's answer is not one message"
            refuse(request, .workerFailed)
            return
        }
        endTry(request, cancel: false)
        transcodeAnswer(request)
    }

    /// Transcodes a whole message to JSON and sends it.
    func transcodeAnswer(_ request: Request) {
        bodyScratch.clear()
        do throws(InferFault) {
            try request.writeAnswerAsJSON(into: &bodyScratch)
        } catch {
            request.reason = "the worker's answer has no JSON form"
            refuse(request, .workerFailed, message: error.text)
            return
        }
        request.answered = true
        request.httpStatus = 200
        request.answerBytes = request.answer.count
        respondREST(request, status: 200, code: nil)
        storeAnswer(request)
        record(request)
    }

    /// Sends `bodyScratch` as JSON.
    func respondREST(_ request: Request, status: Int, code: StaticString?) {
        request.httpStatus = status
        request.headSent = true
        let headers = headScratch
        headers.block.clear()
        if request.stream != nil { headers.block.append(.status, decimal: status) }
        if !bodyScratch.isEmpty { headers.block.append(.contentType, "application/json") }
        if let code { headers.block.append("x-portcullis-code", code) }
        if status == 401 { headers.block.append("www-authenticate", "Bearer") }
        if let milliseconds = request.refusal?.retryAfterMilliseconds {
            headers.block.append(.retryAfter, decimal: (milliseconds + 999) / 1_000)
        }
        appendCommon(request, to: headers)
        sendREST(request, status: status, headers)
        markDirty(request.client)
    }

    private func sendREST(_ request: Request, status: Int, _ headers: HeaderBox) {
        let client = request.client
        if let stream = request.stream, let http2 = client.http2 {
            headers.block.append(.contentLength, decimal: bodyScratch.count)
            http2.respond(stream, headers.block, endStream: bodyScratch.isEmpty)
            guard !bodyScratch.isEmpty else { return }
            _ = stream.outgoing.moveBytes(from: &bodyScratch, atMost: bodyScratch.count)
            // Widely used clients lose an answer whose stream ends while they still send: the end
            // waits for theirs (`clientEnded`).
            if stream.remoteEnded { http2.finish(stream) } else { http2.resume(stream) }
        } else {
            client.respondHTTP1(status: status, headers, body: &bodyScratch)
        }
    }

    // MARK: What every answer carries

    /// Appends the decision id and whatever else is known: cache, version, region, limits.
    private func appendCommon(_ request: Request, to headers: HeaderBox) {
        var text = exchange(&textScratch, with: ByteBuffer())
        text.clear()
        text.fill(minimum: DecisionID.textBytes) { (output: inout OutputSpan<UInt8>) in
            request.decisionID.write(into: &output)
        }
        headers.block.append("x-portcullis-decision", text.readable)
        textScratch = text
        appendRateLimit(request, to: headers)
        guard request.permit != nil, let model = request.model else { return }
        let policies = request.snapshot.policies
        if request.call == .modelInfer {
            headers.block.append("x-portcullis-cache", request.cache.state.text)
        }
        if let version = request.version {
            headers.block.append(
                "x-portcullis-version",
                policies[model].traffic[version].nameBytes.span)
        }
        if let region = request.region {
            headers.block.append(
                "x-portcullis-region", policies[region].nameBytes.span)
        }
        if let worker = request.workerAddress, mayExplain(request) {
            headers.block.append("x-portcullis-worker", utf8: worker.description)
        }
    }
}
