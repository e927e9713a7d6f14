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

    /// Decides a waiting request again where a new state has been adopted since it was decided.
    ///
    /// Region and model numbers belong to one policy set, so they must never meet another's.
    func renew(_ request: Request) throws(Refusal) {
        guard request.snapshot !== snapshot else { return }
        abandonFlight(request)
        request.snapshot = snapshot
        request.permit = nil
        request.version = nil
        request.model = nil
        try identify(request)
        try request.findModel()
        try admit(request)
        try place(request)
        try split(request)
    }
}
