// The look-up step: has this exact question been answered, for this tenant, under this permit?

import Policy
import Runtime
import Wire

extension Shard {
    /// Answers from memory, or waits for the flight that is already asking, or leads one.
    func lookUp(_ request: Request) throws(Refusal) -> Progress {
        guard !request.awaitsStore else { return .wait }
        // The leader comes back here when the store had no answer.
        guard !request.cache.leads, let key = answerKey(request) else { return .next }
        request.cache.key = key
        let waiter = AnswerCache.Waiter(mailbox: loop.mailbox, request: request.token.rawValue)
        switch shared.answers.find(key, now: loop.now, waiter: waiter) {
        case .hit(let answer):
            request.cache.state = .hit
            counters.cacheHitsMemory &+= 1
            answerFromCache(request, answer)
            return .wait
        case .lead:
            request.cache.state = .miss
            request.cache.leads = true
            request.cache.captures = true
            request.awaitsStore = askStore(request, key)
            if request.awaitsStore { return .wait }
            counters.cacheMisses &+= 1
            return .next
        case .wait:
            request.cache.state = .miss
            counters.cacheCoalesced &+= 1
            return .wait
        }
    }

    /// Somebody else's flight has landed or failed: look again.
    func flightEnded(_ waiter: UInt64) {
        guard let request = requests[Token(rawValue: waiter)], request.step == .lookUp else {
            return
        }
        advance(request)
    }

    /// Lets others compete for the answer that this request will not bring.
    func abandonFlight(_ request: Request) {
        guard request.cache.leads, let key = request.cache.key else { return }
        request.cache.leads = false
        request.cache.captures = false
        shared.answers.land(key, answer: nil, expires: loop.now)
    }

    /// Keeps a good answer, if the worker says that the chosen version made it.
    func storeAnswer(_ request: Request) {
        guard request.cache.leads, let key = request.cache.key, request.cache.captures,
            let model = request.model, let rule = request.snapshot.policies[model].cache
        else {
            abandonFlight(request)
            return
        }
        guard let answer = request.storableAnswer() else {
            counters.cacheVersionMismatches &+= 1
            abandonFlight(request)
            return
        }
        request.cache.leads = false
        counters.cacheStores &+= 1
        keepInStore(request, answer, key, rule)
        shared.answers.land(
            key, answer: answer, expires: loop.now.advanced(byMilliseconds: rule.ttlMilliseconds))
    }

    // MARK: Keys

    /// The key of the request's answer; nil when it may not be kept.
    ///
    /// The memory stands in the gate's own region, so the permit must allow caching there.
    private func answerKey(_ request: Request) -> AnswerKey? {
        let policies = request.snapshot.policies
        guard request.call == .modelInfer, request.isHeld, let model = request.model,
            let version = request.version, let caller = request.caller,
            let rule = policies[model].cache, rule.deterministic,
            request.permit?.mayStore(in: request.snapshot.gateRegion) == true,
            let process = request.permit?.process, let cache = request.permit?.cache,
            request.heldCount <= policies.cache.maximumRequestBytes,
            let input = request.canonicalDigest(allowedParameters: rule.parameters)
        else { return nil }
        let zone = zones.zone(process: process, cache: cache, policies)
        var bytes: [UInt8] = []
        let parts = [
            caller.tenantBytes, zone.bytes, policies[model].nameBytes,
            policies[model].traffic[version].nameBytes, input.bytes,
        ]
        for part in parts {
            // INVARIANT: names are at most 128 bytes and digests 32, so one byte holds each length.
            bytes.append(UInt8(truncatingIfNeeded: part.count))
            bytes.append(contentsOf: part)
        }
        return AnswerKey(bytes: bytes, digest: SHA256.digest(bytes.span))
    }

    /// Sends a kept answer with this request's own id.
    func answerFromCache(_ request: Request, _ answer: [UInt8]) {
        request.region = request.snapshot.gateRegion
        request.policyNanoseconds = Instant.now().nanoseconds &- request.arrival.nanoseconds
        request.answer.clear()
        request.answer.append(answer.span)
        request.appendIDToAnswer()
        guard request.form == .grpc else {
            transcodeAnswer(request)
            return
        }
        guard let stream = request.stream else { return }
        sendAnswerHead(request)
        GRPCFramePrefix.write(length: request.answer.count, into: &stream.outgoing)
        request.answerBytes = request.answer.count
        _ = stream.outgoing.moveBytes(from: &request.answer, atMost: request.answer.count)
        finishGRPC(request)
    }
}
