// How a shard takes on a new state of policy and trust without dropping a request.

import Policy
import Runtime
import Wire

extension Shard {
    /// Adopts a snapshot whole, and says so; requests decided before keep theirs.
    func adopt(_ new: Snapshot) {
        guard new.sequence > snapshot.sequence else { return }
        if new.trustSequence != snapshot.trustSequence {
            do throws(ShardError) {
                let trust = try Trust(new)
                verifier = trust.verifier
                clientContext = trust.clientContext
                workerContext = trust.workerContext
            } catch {
                // The control thread has built the same before it sent it: this is our own fault.
                notice(.warning, "snapshot \(new.sequence) cannot be adopted: \(error)")
                return
            }
        }
        tally.drain(into: &counters.requests)
        snapshot = new
        gate = Gate(policies: new.policies)
        store?.adopt(tenantKeys: new.tenantKeys)
        callers.clear()
        places = PlaceMemory(new.policies, configuration)
        zones = ZoneMemory()
        tally.layOut(new.policies)
        for worker in workers { worker.adopt() }
        reports.post(.adopted(shard: index, sequence: new.sequence))
    }

    /// Takes a waiting request back to `admit` where a new state has been adopted meanwhile.
    ///
    /// Region and model numbers belong to one policy set, so they must never meet another's.
    func renew(_ request: Request) throws(Refusal) {
        guard request.snapshot !== snapshot, request.step.awaitsDecisionOrWorker else { return }
        abandonFlight(request)
        request.snapshot = snapshot
        request.permit = nil
        request.decision = nil
        request.version = nil
        try identify(request)
        if request.model != nil { try request.findModel() }
        if request.step != .receive { request.step = .admit }
    }
}
