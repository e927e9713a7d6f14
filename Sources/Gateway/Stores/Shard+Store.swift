// How a shard drives the shared store: questions are asked on the path, events bring the answers.

import Policy
import Runtime
import Wire

extension Shard {
    /// Makes the store that the configuration names; it connects when the shard runs.
    static func makeStore(
        _ configuration: GatewayConfiguration, loop: EventLoop<ShardMessage>, tenantKeys: [[UInt8]]
    ) throws(ShardError) -> RedisStore? {
        guard let settings = configuration.redis else { return nil }
        do throws(StoreSettingsError) {
            let store = try RedisStore(settings, loop: loop)
            store.adopt(tenantKeys: tenantKeys)
            return store
        } catch {
            throw ShardError(error.description)
        }
    }

    /// Sends what was asked in this turn, and goes on with the requests that have their answers.
    func serveStore() {
        guard let store else { return }
        var isSettled = false
        // An answer lets a request ask the next question, which belongs to the same flush.
        while !isSettled {
            store.connection.flush()
            isSettled = true
            while let event = store.nextEvent(unixMilliseconds: WallClock.unixMilliseconds()) {
                isSettled = false
                take(event)
            }
        }
        if let text = store.connection.notice {
            store.connection.notice = nil
            notice(store.connection.phase == .open ? .info : .warning, text)
        }
    }

    private func take(_ event: RedisStore.Event) {
        switch event {
        case .limits(let number, let result):
            guard let request = awaiting(number, .meter) else { return }
            limitsAnswered(request, result)
        case .answer(let number, let opened):
            guard let request = awaiting(number, .lookUp) else { return }
            storeAnswered(request, opened)
        }
    }

    /// The request that waits for this answer, unless it has ended meanwhile.
    private func awaiting(_ number: UInt64, _ step: Request.Step) -> Request? {
        guard let request = requests[Token(rawValue: number)], request.step == step,
            request.awaitsStore
        else { return nil }
        request.awaitsStore = false
        return request
    }

    /// What the store adds to the counters.
    func countStore(into counters: inout ShardCounters) {
        guard let store else { return }
        counters.storeFailures =
            store.connection.counters.failures &+ store.connection.counters.late
            &+ store.connection.counters.lost &+ store.counters.cacheFailures
        counters.storeUnsealFailures = store.counters.unsound
    }
}
