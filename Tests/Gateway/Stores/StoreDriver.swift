// Drives one store on one loop, as a shard would.
@testable import Gateway
@testable import Policy
@testable import Runtime
@testable import Wire

/// A loop with a store on it, turned by the test.
final class StoreDriver {
    let loop: EventLoop<ShardMessage>
    let store: RedisStore
    var limits: [UInt64: Result<LimitOutcome, StoreFailure>] = [:]
    var answers: [UInt64: TenantSeal.Opened?] = [:]
    var notices: [String] = []
    /// How many events each request has had: one is right.
    var eventsByRequest: [UInt64: Int] = [:]
    /// Called in every turn, for a server that lives in the test.
    var serve: () -> Void = {}
    var unixMilliseconds: Int64 = 1_800_000_000_000

    init(_ address: SocketAddress, timeoutMilliseconds: Int = 200, password: String? = nil) throws {
        loop = try EventLoop<ShardMessage>()
        store = try RedisStore(
            GatewayConfiguration.Redis(
                address: address, region: nil, password: password.map { Array($0.utf8) },
                timeoutMilliseconds: timeoutMilliseconds),
            loop: loop)
        store.adopt(tenantKeys: [
            Array(repeating: 1, count: 32), Array(repeating: 2, count: 32), [],
        ])
        store.connection.start()
    }

    /// Turns the loop until the condition holds; false after about ten seconds of nothing.
    func run(until condition: () -> Bool) -> Bool {
        for _ in 0..<2_000 {
            collect()
            if condition() { return true }
            turn()
        }
        return false
    }

    func turn() {
        let store = store
        store.connection.flush()
        loop.turn(maximumWaitMilliseconds: 5) { event in
            switch event {
            case .ready(let token, let readiness): store.connection.ready(token, readiness)
            case .timer(let token): store.connection.timerFired(token)
            case .message: break
            }
        }
        serve()
        collect()
    }

    private func collect() {
        while let event = store.nextEvent(unixMilliseconds: unixMilliseconds) {
            switch event {
            case .limits(let request, let outcome):
                limits[request] = outcome
                eventsByRequest[request, default: 0] += 1
            case .answer(let request, let answer):
                answers[request] = .some(answer)
                eventsByRequest[request, default: 0] += 1
            }
        }
        if let notice = store.connection.notice {
            notices.append(notice)
            store.connection.notice = nil
        }
    }

    func connect() -> Bool { run { store.connection.isAvailable } }

    func charge(_ charges: [GlobalCharge], request: UInt64) -> Result<LimitOutcome, StoreFailure>? {
        guard store.charge(charges, request: request) else { return nil }
        _ = run { limits[request] != nil }
        return limits[request]
    }
}

func testCharge(_ name: String, intervalMilliseconds: UInt64, burst: UInt64, rule: Int = 0)
    -> GlobalCharge
{
    GlobalCharge(
        rule: rule,
        rate: GCRA(emissionIntervalNanoseconds: intervalMilliseconds * 1_000_000, burst: burst),
        key: SHA256.digest(Array(name.utf8)))
}

func testKey(_ text: String) -> AnswerKey {
    let bytes = Array(text.utf8)
    return AnswerKey(bytes: bytes, digest: SHA256.digest(bytes))
}
