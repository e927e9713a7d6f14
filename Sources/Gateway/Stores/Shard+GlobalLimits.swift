// Global limits on the path: asked of the store, and decided by each limit's own rule without it.

import Policy
import Runtime
import Wire

extension Shard {
    /// Asks the store about the global limits; false when it is away now.
    func askGlobalLimits(_ request: Request, _ caller: Caller, _ model: ModelIndex) -> Bool {
        guard let store else { return false }
        let policies = request.snapshot.policies
        let charges = globalRules(request, model).map { index in
            let rule = policies.limits[index]
            let key = rule.key(caller: caller, model: policies[model])
            return GlobalCharge(rule: index, rate: rule.rate, key: SHA256.digest(key.span))
        }
        return store.charge(charges, request: request.token.rawValue)
    }

    /// The limits that are counted in the store; none when no store is configured.
    func globalRules(_ request: Request, _ model: ModelIndex) -> [Int] {
        let policies = request.snapshot.policies
        guard store != nil else { return [] }
        return policies[model].limits.filter { policies.limits[$0].scope == .global }
    }

    /// The limits that are counted in this process.
    func localRules(_ request: Request, _ model: ModelIndex) -> [Int] {
        let policies = request.snapshot.policies
        guard store != nil else { return policies[model].limits }
        return policies[model].limits.filter { policies.limits[$0].scope == .local }
    }

    /// The store has decided, or could not.
    func limitsAnswered(_ request: Request, _ result: Result<LimitOutcome, StoreFailure>) {
        do throws(Refusal) {
            switch result {
            case .success(let outcome): try settleGlobal(request, outcome)
            case .failure: try meterWithoutStore(request)
            }
        } catch {
            refuse(request, error)
            return
        }
        advance(request)
    }

    /// Decides the global limits without the store: each as its `on_store_failure` says.
    func meterWithoutStore(_ request: Request) throws(Refusal) {
        guard let caller = request.caller, let model = request.model else { throw .accessDenied }
        counters.limitStoreFailures &+= 1
        let policies = request.snapshot.policies
        let rules = globalRules(request, model)
        if rules.contains(where: { policies.limits[$0].onStoreFailure == .deny }) {
            refundLocal(request)
            throw .limitStoreUnavailable
        }
        let outcome = limits.charge(
            rules, caller: caller, model: policies[model], policies: policies,
            cells: shared.cells, nowNanoseconds: Instant.now().nanoseconds)
        try settleGlobal(request, outcome)
    }

    /// Joins what the global limits say with what the local ones have said.
    private func settleGlobal(_ request: Request, _ outcome: LimitOutcome) throws(Refusal) {
        switch outcome {
        case .admitted(let report):
            let local = request.rateLimit
            let isCloser = local.rule == nil || report.remaining < local.remaining
            try settle(request, .admitted(isCloser ? report : local))
        case .refused, .full:
            refundLocal(request)
            try settle(request, outcome)
        }
    }

    /// Gives back what the local limits have taken, since another refuses.
    private func refundLocal(_ request: Request) {
        guard let caller = request.caller, let model = request.model else { return }
        let policies = request.snapshot.policies
        limits.refund(
            localRules(request, model)[...], caller, policies[model], policies, shared.cells,
            Instant.now().nanoseconds)
    }
}
