// The shared level of the cache on the path: asked by the leader of a flight, after memory.

import Policy
import Runtime
import Wire

extension Shard {
    /// Asks the store for the answer this request leads the flight of; false when there is none to ask.
    func askStore(_ request: Request, _ key: AnswerKey) -> Bool {
        guard let store, mayUseStore(request), let caller = request.caller,
            let model = request.model, let rule = request.snapshot.policies[model].cache
        else { return false }
        return store.find(
            key, tenant: Int(caller.tenantIndex.rawValue), ttlMilliseconds: rule.ttlMilliseconds,
            request: request.token.rawValue)
    }

    /// The store has found the answer, or not: then a worker is asked.
    func storeAnswered(_ request: Request, _ opened: TenantSeal.Opened?) {
        guard let opened, let key = request.cache.key, request.cache.leads else {
            counters.cacheMisses &+= 1
            advance(request)
            return
        }
        request.cache.leads = false
        request.cache.captures = false
        request.cache.state = .hit
        counters.cacheHitsStore &+= 1
        shared.answers.land(
            key, answer: opened.answer,
            expires: loop.now.advanced(byMilliseconds: opened.millisecondsLeft))
        answerFromCache(request, opened.answer)
    }

    /// Keeps a good answer in the store too, where the rule and the permit let it.
    func keepInStore(_ request: Request, _ answer: [UInt8], _ key: AnswerKey, _ rule: CacheRule) {
        guard let store, mayUseStore(request), let caller = request.caller else { return }
        store.keep(
            answer, key: key, tenant: Int(caller.tenantIndex.rawValue),
            ttlMilliseconds: rule.ttlMilliseconds, unixMilliseconds: WallClock.unixMilliseconds())
    }

    /// Whether the model's answers go to the store, and the permit allows the store's region.
    ///
    /// Tenants' keys are in the order of the present set, so an older one's requests stay away.
    private func mayUseStore(_ request: Request) -> Bool {
        guard request.snapshot === snapshot, let model = request.model,
            let region = snapshot.redisRegion,
            snapshot.policies[model].cache?.store == .redis
        else { return false }
        return request.permit?.mayStore(in: region) == true
    }
}
