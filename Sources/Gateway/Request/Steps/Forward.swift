// The steps that reach a worker: balance, forward, and what happens when a try fails.

import Policy
import Runtime
import Wire

extension Shard {
    /// Chooses the worker with the fewest requests in flight among the ready ones in permitted regions.
    func balance(_ request: Request) throws(Refusal) {
        guard let model = request.model, let version = request.version,
            let allowed = request.permit?.process
        else { throw .noWorker }
        var best: WorkerConnection?
        // Starting at another place each time spreads ties.
        let start = workers.isEmpty ? 0 : Int(request.decisionID.low % UInt64(workers.count))
        for offset in workers.indices {
            let worker = workers[(start + offset) % workers.count]
            guard let region = worker.region, allowed.contains(region), worker.isOpen,
                worker.readiness.isReady(model, version), worker.index != request.failedWorker,
                serves(worker, request.snapshot.policies.models[Int(model.rawValue)].name)
            else { continue }
            guard let present = best, present.outstanding <= worker.outstanding else {
                best = worker
                continue
            }
        }
        guard let best else { throw request.tries > 0 ? .workerFailed : .noWorker }
        request.worker = best
    }

    private func serves(_ worker: WorkerConnection, _ model: String) -> Bool {
        configuration.pools[worker.pool].models?.contains(model) ?? true
    }

    /// Sends one try; the dispatch comes from the permit and is consumed by the connection.
    func forward(_ request: Request) throws(Refusal) {
        guard let worker = request.worker, let region = worker.region,
            let dispatch = request.permit?.dispatch(to: region)
        else { throw .noWorker }
        let headers = workerHeaders(request)
        guard let stream = worker.send(dispatch, headers.block, tag: request.token.rawValue) else {
            throw .overloaded
        }
        request.tries += 1
        request.workerStream = stream
        request.region = region
        request.workerAddress = worker.address
        request.tryStarted = .now()
        if request.policyNanoseconds == 0 {
            request.policyNanoseconds =
                request.tryStarted.nanoseconds - request.arrival.nanoseconds
        }
        counters.workerTries &+= 1
        if request.tries > 1 { counters.workerRetries &+= 1 }
        scheduleTry(request)
        if request.isHeld {
            sendHeld(request, over: worker, stream)
        } else {
            beginCutThrough(request, stream)
            pumpToWorker(request)
        }
    }

    private func scheduleTry(_ request: Request) {
        guard let model = request.model else { return }
        let milliseconds =
            request.snapshot.policies.models[Int(model.rawValue)].traffic.perTryTimeoutMilliseconds
        request.tryTimer = loop.schedule(
            ShardToken.retag(request.token, .tryTimer), afterMilliseconds: milliseconds)
    }

    /// Ends the present try, and makes another on another worker where that is safe.
    ///
    /// Safe is what cannot have started, or what the model calls idempotent while the message is held
    /// and no byte of the answer was relayed (RFC 9113 §8.7 for REFUSED_STREAM).
    func tryFailed(_ request: Request, cannotHaveStarted: Bool, _ refusal: Refusal) {
        counters.workerFailures &+= 1
        let failed = request.worker?.index
        endTry(request, cancel: false)
        guard !request.answered, let model = request.model else { return }
        let idempotent = request.snapshot.policies.models[Int(model.rawValue)].traffic.idempotent
        let isSafe = request.isHeld && !request.headSent && (cannotHaveStarted || idempotent)
        guard isSafe, request.tries < Bounds.tries, loop.now < request.deadline else {
            refuse(request, refusal)
            return
        }
        request.failedWorker = failed
        request.answer.clear()
        request.capture.clear()
        request.workerEnded = false
        request.step = .balance
        advance(request)
    }

    /// Lets go of the worker's stream; resets it first when the work should stop.
    func endTry(_ request: Request, cancel: Bool) {
        if let timer = request.tryTimer { loop.cancel(timer) }
        request.tryTimer = nil
        guard let stream = request.workerStream else { return }
        stream.tag = ShardToken.abandoned
        if request.tryStarted.nanoseconds > 0 {
            request.workerNanoseconds &+=
                Instant.now().nanoseconds - request.tryStarted.nanoseconds
        }
        if cancel, let worker = request.worker {
            counters.workerCancellations &+= 1
            worker.http2?.reset(stream, .cancel)
            markDirty(worker)
        }
        request.workerStream = nil
        request.worker = nil
    }

    /// The total deadline has passed: the work stops and the caller hears so.
    func deadlinePassed(_ request: Request) {
        request.timer = nil
        refuse(request, .deadlineExceeded)
    }

    /// One try has taken too long; another worker may do better.
    func tryTimedOut(_ request: Request) {
        request.tryTimer = nil
        guard let worker = request.worker, let stream = request.workerStream, !request.headSent
        else {
            return
        }
        worker.http2?.reset(stream, .cancel)
        markDirty(worker)
        tryFailed(request, cannotHaveStarted: false, .deadlineExceeded)
    }
}
