// The steps that ask policy: admit, place, meter and split.

import Policy
import Runtime
import Wire

extension Shard {
    /// Asks whether this caller may do this to this model.
    func admit(_ request: Request) throws(Refusal) {
        guard let caller = request.caller, let model = request.model else { throw .accessDenied }
        request.addedDataClasses = try request.dataClassesFromHeader()
        let context = RequestContext(
            nowUnixMilliseconds: request.arrivalUnixMilliseconds,
            sourceAddress: request.client.sourceAddress)
        defer { request.decision = gate.lastDecision }
        request.admission = try gate.admit(
            caller, request.call == .modelInfer ? .infer : .metadata, model,
            added: request.addedDataClasses, context: context)
    }

    /// Turns the admission into a permit: the regions where the data may be processed, cached, logged.
    func place(_ request: Request) throws(Refusal) {
        guard let admission = request.admission.take(), let model = request.model else {
            throw .accessDenied
        }
        request.permit = try gate.place(
            admission, gateRegion: snapshot.gateRegion,
            servingRegions: places.serving(model, shard: self))
    }

    /// Holds the caller to every limit that applies, all or nothing.
    func meter(_ request: Request) throws(Refusal) -> Progress {
        guard request.call == .modelInfer else { return .next }
        return try meterLimits(request)
    }

    /// Chooses the version: by weight and stickiness, or the client's own word where that counts.
    func split(_ request: Request) throws(Refusal) {
        guard let model = request.model, let caller = request.caller else { throw .accessDenied }
        let traffic = request.snapshot.policies[model].traffic
        shortenDeadline(request, traffic.totalTimeoutMilliseconds)
        try takeNamedVersion(request)
        if !request.namedVersion.isEmpty {
            guard traffic.explicitVersions || request.call != .modelInfer else {
                throw .badRequest(
                    "model_version: versions of this model are chosen by the gate; leave it out")
            }
            guard let version = Self.version(traffic, &request.namedVersion) else {
                throw .versionUnknown
            }
            request.version = version
            return
        }
        tokenScratch.clear()
        request.writeStickyKey(traffic.sticky, caller: caller, into: &tokenScratch)
        guard let version = Self.choose(traffic, &tokenScratch) else { throw .noWorker }
        request.version = version
    }

    private static func choose(_ traffic: TrafficRule, _ key: inout ByteBuffer) -> VersionIndex? {
        traffic.choose(stickyKey: key.readable)
    }

    /// Holds the request to the time that its model's file allows.
    private func shortenDeadline(_ request: Request, _ milliseconds: Int) {
        let deadline = request.arrival.advanced(byMilliseconds: milliseconds)
        guard deadline < request.deadline else { return }
        request.deadline = deadline
        if let timer = request.timer { loop.cancel(timer) }
        request.timer = loop.schedule(
            request.token, afterMilliseconds: max(1, loop.now.milliseconds(until: deadline)))
    }

    private static func version(
        _ traffic: TrafficRule, _ name: inout ByteBuffer
    ) -> VersionIndex? {
        traffic.version(named: name.readable)
    }

    private func takeNamedVersion(_ request: Request) throws(Refusal) {
        guard request.form == .grpc, request.call == .modelInfer, request.namedVersion.isEmpty
        else {
            return
        }
        request.copyScannedVersion()
    }
}
