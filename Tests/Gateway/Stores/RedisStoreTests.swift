// RedisStore on a real Redis: limits, sealed answers, and what happens when it goes away.
import Glibc
import Testing

@testable import Gateway
@testable import Policy
@testable import Runtime
@testable import Wire

@Suite(
    .enabled(if: RedisServer.isInstalled, "redis-server is not installed"), .serialized)
struct RedisStoreTests {
    private func admitted(_ result: Result<LimitOutcome, StoreFailure>?) -> Bool? {
        switch result {
        case .success(.admitted): true
        case .success(.refused): false
        default: nil
        }
    }

    @Test func `a burst is admitted and the next refused with its time`() throws {
        let server = try RedisServer()
        let driver = try StoreDriver(server.address)
        #expect(driver.connect())
        let charge = testCharge("a", intervalMilliseconds: 60_000, burst: 5, rule: 3)
        for number in UInt64(0)..<5 {
            guard case .success(.admitted(let report)) = driver.charge([charge], request: number)
            else {
                Issue.record("request \(number) was not admitted")
                return
            }
            #expect(report.rule == 3 && report.remaining == 4 - Int(number))
        }
        guard case .success(.refused(let report)) = driver.charge([charge], request: 9) else {
            Issue.record("the sixth was not refused")
            return
        }
        #expect(report.rule == 3 && report.remaining == 0)
        #expect((1...60_000).contains(report.retryAfterMilliseconds))
        #expect(driver.notices == ["redis \(server.address) connected"])
    }

    @Test func `several limits are charged all or not at all`() throws {
        let server = try RedisServer()
        let driver = try StoreDriver(server.address)
        #expect(driver.connect())
        let wide = testCharge("wide", intervalMilliseconds: 60_000, burst: 10, rule: 0)
        let narrow = testCharge("narrow", intervalMilliseconds: 60_000, burst: 1, rule: 1)
        let never = testCharge("never", intervalMilliseconds: 60_000, burst: 0, rule: 2)
        #expect(admitted(driver.charge([wide, narrow], request: 1)) == true)
        for number in UInt64(2)..<30 {
            #expect(admitted(driver.charge([wide, narrow], request: number)) == false)
        }
        #expect(admitted(driver.charge([wide, never], request: 40)) == false)
        // The refusals took nothing from the wide one: nine are left.
        for number in UInt64(50)..<59 {
            #expect(admitted(driver.charge([wide], request: number)) == true)
        }
        #expect(admitted(driver.charge([wide], request: 60)) == false)
    }

    @Test func `several gates together keep one limit exactly`() throws {
        let server = try RedisServer()
        let drivers = try (0..<3).map { _ in try StoreDriver(server.address) }
        for driver in drivers { #expect(driver.connect()) }
        let charge = testCharge("shared", intervalMilliseconds: 600_000, burst: 100)
        for driver in drivers {
            for number in UInt64(0)..<60 { #expect(driver.store.charge([charge], request: number)) }
        }
        var count = 0
        for driver in drivers {
            #expect(driver.run { driver.limits.count == 60 })
            count += driver.limits.values.count { admitted($0) == true }
        }
        #expect(count == 100)
    }

    @Test func `a script that Redis forgot is sent again`() throws {
        let server = try RedisServer()
        let driver = try StoreDriver(server.address)
        #expect(driver.connect())
        var command = RedisCommand("SCRIPT")
        command.append("FLUSH")
        _ = driver.store.connection.send(command, ticket: 1)
        let charge = testCharge("a", intervalMilliseconds: 60_000, burst: 2)
        #expect(admitted(driver.charge([charge], request: 1)) == true)
        #expect(driver.store.counters.scriptsSentAgain == 1)
        #expect(admitted(driver.charge([charge], request: 2)) == true)
        #expect(driver.store.counters.scriptsSentAgain == 1)
    }

    @Test func `an answer comes back to its own tenant and key only`() throws {
        let server = try RedisServer()
        let driver = try StoreDriver(server.address)
        #expect(driver.connect())
        let store = driver.store
        let answer = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        store.keep(
            answer, key: testKey("q"), tenant: 0, ttlMilliseconds: 60_000,
            unixMilliseconds: driver.unixMilliseconds)
        driver.unixMilliseconds += 20_000
        #expect(store.find(testKey("q"), tenant: 0, ttlMilliseconds: 60_000, request: 1))
        #expect(store.find(testKey("q"), tenant: 1, ttlMilliseconds: 60_000, request: 2))
        #expect(store.find(testKey("r"), tenant: 0, ttlMilliseconds: 60_000, request: 3))
        #expect(!store.find(testKey("q"), tenant: 2, ttlMilliseconds: 60_000, request: 4))
        #expect(!store.find(testKey("q"), tenant: 9, ttlMilliseconds: 60_000, request: 5))
        // A rule that was shortened since holds for what was kept before.
        #expect(store.find(testKey("q"), tenant: 0, ttlMilliseconds: 10_000, request: 6))
        #expect(driver.run { driver.answers.count == 4 })
        #expect(driver.answers[1] == .some(.init(answer: answer, millisecondsLeft: 40_000)))
        for request: UInt64 in [2, 3, 6] { #expect(driver.answers[request] == .some(nil)) }
        #expect(store.counters.hits == 1 && store.counters.misses == 2)
        #expect(store.counters.unsound == 1)
    }

    @Test func `a wrong password keeps it away and the right one opens it`() throws {
        let server = try RedisServer(["--requirepass", "right"])
        let wrong = try StoreDriver(server.address, password: "wrong")
        #expect(wrong.run { !wrong.notices.isEmpty })
        #expect(wrong.notices.first?.contains("WRONGPASS") == true)
        #expect(!wrong.store.connection.isAvailable)
        #expect(try StoreDriver(server.address, password: "right").connect())
    }

    @Test func `a killed Redis fails each question once, and a new one is found`() throws {
        let server = try RedisServer()
        let driver = try StoreDriver(server.address)
        #expect(driver.connect())
        let charge = testCharge("a", intervalMilliseconds: 1, burst: 1000)
        // Stopped first, so that the questions are under way when it dies.
        server.signal(SIGSTOP)
        for number in UInt64(0)..<50 { #expect(driver.store.charge([charge], request: number)) }
        driver.turn()
        server.end()
        #expect(driver.run { driver.limits.count == 50 })
        for number in UInt64(0)..<50 {
            #expect(driver.eventsByRequest[number] == 1)
            #expect(admitted(driver.limits[number]) == nil)
        }
        #expect(!driver.store.charge([charge], request: 99), "while away no request waits")
        try server.start()
        #expect(driver.connect())
        #expect(admitted(driver.charge([charge], request: 100)) == true)
        #expect(driver.notices.count == 3)
    }

    @Test func `a stopped Redis is late once and then refused at once, until it goes on`() throws {
        let server = try RedisServer()
        let driver = try StoreDriver(server.address, timeoutMilliseconds: 30)
        #expect(driver.connect())
        let charge = testCharge("a", intervalMilliseconds: 1, burst: 1000)
        server.signal(SIGSTOP)
        for number in UInt64(0)..<3 { #expect(driver.store.charge([charge], request: number)) }
        #expect(driver.run { driver.limits.count == 3 })
        for number in UInt64(0)..<3 {
            guard case .failure(.late) = driver.limits[number] else {
                Issue.record("request \(number) was not late")
                continue
            }
        }
        #expect(!driver.store.charge([charge], request: 10), "while it owes replies none waits")
        server.signal(SIGCONT)
        #expect(driver.connect())
        #expect(admitted(driver.charge([charge], request: 11)) == true)
        for (_, events) in driver.eventsByRequest { #expect(events == 1) }
    }

    @Test func `a Redis stopped for long is given up and found again`() throws {
        let server = try RedisServer()
        let driver = try StoreDriver(server.address, timeoutMilliseconds: 20)
        #expect(driver.connect())
        let charge = testCharge("a", intervalMilliseconds: 1, burst: 1000)
        server.signal(SIGSTOP)
        #expect(driver.store.charge([charge], request: 1))
        #expect(driver.run { driver.notices.count == 2 })
        #expect(driver.notices.last?.contains("is away") == true)
        server.signal(SIGCONT)
        #expect(driver.connect())
        #expect(admitted(driver.charge([charge], request: 2)) == true)
        #expect(driver.eventsByRequest[1] == 1)
    }

    @Test func `a counter that holds no number is a failure and not an admission`() throws {
        let server = try RedisServer()
        let driver = try StoreDriver(server.address)
        #expect(driver.connect())
        for (number, value) in ["abc", "nan", "", "-nan"].enumerated() {
            let charge = testCharge("bad \(number)", intervalMilliseconds: 10, burst: 3)
            var command = RedisCommand("SET")
            command.append(GlobalLimiter.name(of: charge).span)
            command.append(Array(value.utf8).span)
            _ = driver.store.connection.send(command, ticket: 7)
            #expect(admitted(driver.charge([charge], request: UInt64(number))) == nil)
        }
        // Far in the future, or infinite: refused, not forever.
        let charge = testCharge("far", intervalMilliseconds: 60_000, burst: 3)
        var command = RedisCommand("SET")
        command.append(GlobalLimiter.name(of: charge).span)
        command.append("9e99")
        _ = driver.store.connection.send(command, ticket: 7)
        guard case .success(.refused(let report)) = driver.charge([charge], request: 50) else {
            Issue.record("a time far ahead was not refused")
            return
        }
        #expect(report.retryAfterMilliseconds <= 60_000)
    }
}
