// RedisStore against a server that lies: every question ends once, and nothing false is believed.
import Testing

@testable import Gateway
@testable import Policy
@testable import Runtime
@testable import Wire

@Suite struct LyingRedisTests {
    private let charge = testCharge("a", intervalMilliseconds: 10, burst: 10)

    private func drive(_ server: LyingServer, timeoutMilliseconds: Int = 50) throws -> StoreDriver {
        let driver = try StoreDriver(server.address, timeoutMilliseconds: timeoutMilliseconds)
        driver.serve = { server.serve() }
        return driver
    }

    @Test(arguments: [
        "+OK\r\n", ":1\r\n", "$-1\r\n", "*0\r\n", "*1\r\n:0\r\n", "*2\r\n:0\r\n+1\r\n",
        "*2\r\n:2\r\n:0\r\n", "*2\r\n:-1\r\n:0\r\n", "*2\r\n:0\r\n:-5\r\n",
        "*3\r\n:0\r\n:0\r\n:0\r\n",
        "*2\r\n:0\r\n:9223372036854775807\r\n", "-ERR no\r\n", "-NOSCRIPT again\r\n",
    ])
    func `an answer that is not to the question admits nobody`(reply: String) throws {
        let server = try LyingServer.afterLoading { _ in reply }
        let driver = try drive(server)
        #expect(driver.connect())
        #expect(driver.store.charge([charge], request: 1))
        #expect(driver.run { driver.limits[1] != nil })
        guard case .failure(.unusable) = driver.limits[1] else {
            Issue.record("believed \(reply)")
            return
        }
        #expect(driver.eventsByRequest[1] == 1)
    }

    @Test(arguments: [
        "garbage\r\n", "$99999999999\r\n", "*99999999\r\n", "$2097152\r\n",
        "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n",
    ])
    func `a reply past the bounds ends the connection and every question once`(reply: String) throws
    {
        let server = try LyingServer.afterLoading { _ in reply }
        let driver = try drive(server)
        #expect(driver.connect())
        for number in UInt64(0)..<4 { #expect(driver.store.charge([charge], request: number)) }
        #expect(driver.store.find(testKey("q"), tenant: 0, ttlMilliseconds: 1000, request: 9))
        #expect(driver.run { driver.eventsByRequest.count == 5 })
        #expect(driver.eventsByRequest.values.allSatisfy { $0 == 1 })
        #expect(driver.answers[9] == .some(nil))
        #expect(driver.notices.count == 2)
        #expect(driver.run { server.connections >= 2 }, "it tries again")
    }

    @Test func `replies that nobody asked for end the connection`() throws {
        let server = try LyingServer.afterLoading { _ in
            "*2\r\n:0\r\n:1\r\n*2\r\n:0\r\n:1\r\n+OK\r\n"
        }
        let driver = try drive(server)
        #expect(driver.connect())
        #expect(driver.store.charge([charge], request: 1))
        #expect(driver.run { driver.notices.count == 2 })
        #expect(driver.notices.last?.contains("a reply to nothing") == true)
        #expect(driver.eventsByRequest[1] == 1)
    }

    @Test func `a connection closed at once, time after time, is tried with rests`() throws {
        let server = try LyingServer { _ in nil }
        let driver = try drive(server)
        #expect(driver.run { server.connections >= 3 })
        #expect(driver.notices.count == 1, "one notice for one absence")
        #expect(!driver.store.charge([charge], request: 1))
        #expect(driver.store.connection.counters.connects == 0)
    }

    @Test func `a script name that is none is not used`() throws {
        let server = try LyingServer { _ in "$3\r\nabc\r\n" }
        let driver = try drive(server)
        #expect(driver.run { !driver.notices.isEmpty })
        #expect(!driver.store.connection.isAvailable)
    }

    @Test(arguments: ["+OK\r\n", "$3\r\nabc\r\n", "$0\r\n\r\n", ":5\r\n", "*0\r\n", "-ERR\r\n"])
    func `what is no sealed answer is a miss`(reply: String) throws {
        let server = try LyingServer.afterLoading { _ in reply }
        let driver = try drive(server)
        #expect(driver.connect())
        #expect(driver.store.find(testKey("q"), tenant: 0, ttlMilliseconds: 1000, request: 1))
        #expect(driver.run { driver.answers[1] != nil })
        #expect(driver.answers[1] == .some(nil))
    }

    @Test(arguments: ["10.0.0.1:6379", "0.0.0.0:6379", "[2001:db8::1]:6379"])
    func `an address off this machine is refused with advice`(text: String) throws {
        do throws(StoreSettingsError) {
            let address = try? SocketAddress(parsing: text)
            guard let address else { return }
            let settings = GatewayConfiguration.Redis(
                address: address, region: nil, password: nil, timeoutMilliseconds: 20)
            try settings.check()
            Issue.record("accepted \(text)")
        } catch {
            #expect(error.description.contains("127.0.0.1:6379"))
        }
    }
}
