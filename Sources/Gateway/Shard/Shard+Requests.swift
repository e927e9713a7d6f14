// How requests begin and end on a shard.

import Policy
import Runtime
import Wire

extension Shard {
    /// Makes a request and gives it a name; nil when the shard is full, and then the client is told.
    func makeRequest(
        _ call: Request.Call, _ form: Record.ClientProtocol, client: ClientConnection,
        stream: HTTP2Stream?
    ) -> Request? {
        let request = Request(
            form: form, call: call, client: client, stream: stream,
            decisionID: DecisionID(
                unixMilliseconds: WallClock.unixMilliseconds(), random: randomness(), randomness()),
            arrival: loop.now, unixMilliseconds: WallClock.unixMilliseconds(), snapshot: snapshot)
        client.requestsInFlight += 1
        guard let token = requests.insert(request) else {
            request.client.requestsInFlight -= 1
            if let stream { client.http2?.reset(stream, .refusedStream) }
            return nil
        }
        request.token = token
        stream?.tag = token.rawValue
        return request
    }

    /// Starts a request whose head has arrived.
    func begin(_ request: Request) {
        guard drain != .drained else {
            refuse(request, .draining)
            return
        }
        request.deadline = request.requestedDeadline(from: loop.now)
        request.timer = loop.schedule(
            request.token,
            afterMilliseconds: loop.now.milliseconds(until: request.deadline))
        advance(request)
    }

    /// Writes down what happened and lets go of the request; its stream may still be sending.
    func record(_ request: Request) {
        request.step = .done
        if let timer = request.timer { loop.cancel(timer) }
        if let timer = request.tryTimer { loop.cancel(timer) }
        request.timer = nil
        let elapsed = Instant.now().nanoseconds &- request.arrival.nanoseconds
        count(request, elapsed)
        records.append(makeRecord(request, elapsed))
        postRecords(all: false)
        requests.remove(request.token)
        request.stream?.tag = ShardToken.abandoned
        let client = request.client
        client.requestsInFlight -= 1
        if client.http1Request === request { client.http1Request = nil }
        drainProgressed()
    }

    private func count(_ request: Request, _ elapsed: UInt64) {
        let outcome: RequestTally.Outcome
        if let refusal = request.refusal {
            outcome = .refused(refusal)
        } else if request.httpStatus == 499 {
            outcome = .clientLeft
        } else {
            outcome = request.grpcStatus == 0 ? .ok : .workerError
        }
        // A set that was adopted meanwhile has other rows.
        let isPresent = request.snapshot === snapshot
        tally.count(
            isPresent ? request.model : nil, isPresent ? request.version : nil, outcome)
        counters.total.observe(nanoseconds: elapsed)
        if request.policyNanoseconds > 0 {
            counters.policy.observe(nanoseconds: request.policyNanoseconds)
        }
        if request.workerNanoseconds > 0 {
            counters.worker.observe(nanoseconds: request.workerNanoseconds)
        }
    }

    private func makeRecord(_ request: Request, _ elapsed: UInt64) -> Record {
        Record(
            decisionID: request.decisionID, unixMilliseconds: request.arrivalUnixMilliseconds,
            snapshot: request.snapshot, shard: index, clientProtocol: request.form,
            certificate: request.caller?.certificate,
            certificateName: request.caller == nil ? request.client.certificateName : "",
            caller: request.caller, clientAddress: request.client.address,
            action: request.call.action, model: request.model, version: request.version,
            decision: request.decision, refusal: request.refusal,
            reason: request.reasonText ?? request.reason.map(String.init(describing:)),
            logRegions: request.permit?.log ?? request.decision?.log,
            httpStatus: request.httpStatus, grpcStatus: request.grpcStatus,
            region: request.region, worker: request.workerAddress, tries: request.tries,
            cache: request.cache.state, requestBytes: request.requestBytes,
            answerBytes: request.answerBytes, totalNanoseconds: elapsed,
            policyNanoseconds: request.policyNanoseconds,
            workerNanoseconds: request.workerNanoseconds)
    }

    /// Hands records to the writer's thread: full batches at once, the rest at the turn's end.
    func postRecords(all: Bool) {
        if !records.isEmpty, all || records.count >= Bounds.recordsPerBatch {
            shared.backlog.add(records.count)
            recorder.post(.requests(exchange(&records, with: [])))
        }
        if !connectionRecords.isEmpty, all {
            shared.backlog.add(connectionRecords.count)
            recorder.post(.connections(exchange(&connectionRecords, with: [])))
        }
    }

    /// A request that the session itself has answered or reset counts as a refusal, and is audited.
    func countRefusedHead(_ client: ClientConnection, _ why: HTTP2Refusal) {
        switch why {
        case .headersTooLarge:
            tally.count(nil, nil, .refused(.headersTooLarge))
            connectionBroken(client, "head_too_large", "a header list over the bound: 431")
        case .malformed:
            tally.count(nil, nil, .refused(.badRequest("")))
            connectionBroken(client, "http2_malformed", "a malformed request: its stream was reset")
        }
    }

    /// Two numbers nobody can guess the next of.
    private func randomness() -> UInt64 { Entropy.next() }

    /// Whether the caller may know which worker answered.
    func mayExplain(_ request: Request) -> Bool {
        guard let caller = request.caller, let model = request.model, request.snapshot === snapshot
        else { return false }
        let context = RequestContext(
            nowUnixMilliseconds: request.arrivalUnixMilliseconds,
            sourceAddress: request.client.sourceAddress)
        do throws(Refusal) {
            _ = try gate.admit(
                caller, .explain, model, added: request.addedDataClasses, context: context)
            return true
        } catch {
            return false
        }
    }

    /// Ends everything that a closed connection was asking.
    func abandonRequests(of client: ClientConnection) {
        guard client.requestsInFlight > 0 else { return }
        for token in requests.tokens() {
            guard let request = requests[token], request.client === client else { continue }
            clientLeft(request)
        }
    }

    /// The counters with everything that is only known now.
    func exportedCounters() -> ShardCounters {
        tally.drain(into: &counters.requests)
        counters.requestsInFlight = UInt64(requests.count)
        countStore(into: &counters)
        counters.workersReady = [:]
        for worker in workers {
            counters.workersReady[worker.address.description] = UInt64(worker.readiness.count)
        }
        return counters
    }
}
