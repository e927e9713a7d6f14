// The store that all gates share, as one shard sees it: global limits and sealed answers in Redis.

import Policy
import Runtime
import Wire

/// Asks Redis about limits and answers, and hands what came of it to the shard as events.
///
/// A question that cannot be asked now is refused at once; one that was accepted brings exactly
/// one event, within twice the store's time to answer.
final class RedisStore {
    /// What came of one question.
    enum Event {
        /// The limits of a request: decided by Redis, or to be decided by each limit's own rule.
        case limits(request: UInt64, Result<LimitOutcome, StoreFailure>)
        /// A sealed answer: there and sound, or not (nil).
        case answer(request: UInt64, TenantSeal.Opened?)
    }

    /// What the operator counts.
    struct Counters {
        var limitAnswers: UInt64 = 0
        var limitFailures: UInt64 = 0
        var hits: UInt64 = 0
        var misses: UInt64 = 0
        var cacheFailures: UInt64 = 0
        var stores: UInt64 = 0
        /// Values that were not what we had sealed: changed, foreign, or out of time.
        var unsound: UInt64 = 0
        var scriptsSentAgain: UInt64 = 0
    }

    private enum Question {
        case limits(request: UInt64, [GlobalCharge], isSecond: Bool)
        case answer(request: UInt64, Lookup)
        case keep
    }

    private struct Lookup {
        let key: AnswerKey
        let name: [UInt8]
        let seal: TenantSeal
        let ttlMilliseconds: Int
    }

    /// The largest sealed value that is stored or taken.
    static let maximumValueBytes = 1 << 20

    let connection: RedisConnection
    private(set) var counters = Counters()
    /// By tenant; nil where a tenant has no key, whose answers then stay in memory.
    private var seals: [TenantSeal?] = []
    private var questions = Slab<Question>(capacity: RedisConnection.maximumPending + 1)

    /// Makes a store with nothing connected.
    init(
        _ settings: GatewayConfiguration.Redis, loop: EventLoop<ShardMessage>
    ) throws(StoreSettingsError) {
        connection = try RedisConnection(
            settings, loop: loop, script: GlobalLimiter.script,
            bounds: RedisReplyBounds(replyBytes: Self.maximumValueBytes + 64))
    }

    /// Takes the tenants' keys of a snapshot, in the order of its tenants.
    func adopt(tenantKeys: [[UInt8]]) {
        seals = tenantKeys.map { $0.count == 32 ? TenantSeal(tenantKey: $0) : nil }
    }

    // MARK: Questions

    /// Asks Redis to charge limits, all or nothing; false when the store is away now.
    func charge(_ charges: [GlobalCharge], request: UInt64) -> Bool {
        precondition(charges.count <= GlobalLimiter.maximumCharges)
        return ask(
            .limits(request: request, charges, isSecond: false),
            GlobalLimiter.command(charges, scriptName: connection.scriptName))
    }

    /// Asks Redis for an answer; false when the store is away now or the tenant has no key.
    func find(_ key: AnswerKey, tenant: Int, ttlMilliseconds: Int, request: UInt64) -> Bool {
        guard connection.isAvailable, let seal = seal(tenant) else { return false }
        let name = seal.name(of: key.bytes)
        var command = RedisCommand("GET")
        command.append(name.span)
        let lookup = Lookup(key: key, name: name, seal: seal, ttlMilliseconds: ttlMilliseconds)
        return ask(.answer(request: request, lookup), command)
    }

    /// Keeps an answer if the store is there; nobody waits for it.
    func keep(
        _ answer: [UInt8], key: AnswerKey, tenant: Int, ttlMilliseconds: Int,
        unixMilliseconds now: Int64
    ) {
        let size = answer.count + key.bytes.count + TenantSeal.overheadBytes
        guard connection.isAvailable, ttlMilliseconds > 0, size <= Self.maximumValueBytes,
            let seal = seal(tenant)
        else { return }
        let name = seal.name(of: key.bytes)
        let value = seal.seal(
            answer, key: key.bytes, name: name, createdUnixMilliseconds: now,
            ttlMilliseconds: ttlMilliseconds)
        var command = RedisCommand("SET")
        command.append(name.span)
        command.append(value.span)
        command.append("PX")
        command.append(decimal: ttlMilliseconds)
        if ask(.keep, command) { counters.stores &+= 1 }
    }

    private func seal(_ tenant: Int) -> TenantSeal? {
        seals.indices.contains(tenant) ? seals[tenant] : nil
    }

    private func ask(_ question: Question, _ command: borrowing RedisCommand) -> Bool {
        guard connection.isAvailable, let ticket = questions.insert(question) else { return false }
        if connection.send(command, ticket: ticket.rawValue) { return true }
        questions.remove(ticket)
        return false
    }

    // MARK: Answers

    /// Returns the next event, or nil when none is there now.
    ///
    /// - Parameter now: the date, which the age of an answer is measured by.
    func nextEvent(unixMilliseconds now: Int64) -> Event? {
        while let completion = connection.nextCompletion() {
            let ticket = Token(rawValue: completion.ticket)
            guard let question = questions.remove(ticket) else { continue }
            if let event = answered(question, completion.outcome, now) { return event }
        }
        return nil
    }

    private func answered(
        _ question: Question, _ outcome: Result<RedisReply, StoreFailure>, _ now: Int64
    ) -> Event? {
        switch question {
        case .limits(let request, let charges, let isSecond):
            return limits(request, charges, isSecond, outcome)
        case .answer(let request, let lookup):
            return .answer(request: request, opened(lookup, outcome, now))
        case .keep:
            if case .success(.status) = outcome { return nil }
            counters.cacheFailures &+= 1
            return nil
        }
    }

    /// Nil when the question had to be asked again, since Redis had forgotten the script.
    private func limits(
        _ request: UInt64, _ charges: [GlobalCharge], _ isSecond: Bool,
        _ outcome: Result<RedisReply, StoreFailure>
    ) -> Event? {
        let failure: StoreFailure
        switch outcome {
        case .success(let reply):
            if let decision = GlobalLimiter.decision(reply, charges: charges.count) {
                counters.limitAnswers &+= 1
                return .limits(
                    request: request, .success(GlobalLimiter.outcome(decision, charges)))
            }
            if !isSecond, reply.isError("NOSCRIPT"), askAgain(charges, request) { return nil }
            failure = .unusable
        case .failure(let reason):
            failure = reason
        }
        counters.limitFailures &+= 1
        return .limits(request: request, .failure(failure))
    }

    private func askAgain(_ charges: [GlobalCharge], _ request: UInt64) -> Bool {
        counters.scriptsSentAgain &+= 1
        return ask(
            .limits(request: request, charges, isSecond: true),
            GlobalLimiter.command(charges, scriptName: nil))
    }

    private func opened(
        _ lookup: Lookup, _ outcome: Result<RedisReply, StoreFailure>, _ now: Int64
    ) -> TenantSeal.Opened? {
        guard case .success(let reply) = outcome else {
            counters.cacheFailures &+= 1
            return nil
        }
        switch reply {
        case .null:
            counters.misses &+= 1
            return nil
        case .bytes(let value):
            guard
                let opened = lookup.seal.open(
                    value, key: lookup.key.bytes, name: lookup.name, nowUnixMilliseconds: now,
                    ttlMilliseconds: lookup.ttlMilliseconds)
            else {
                counters.unsound &+= 1
                return nil
            }
            counters.hits &+= 1
            return opened
        default:
            counters.cacheFailures &+= 1
            return nil
        }
    }
}
