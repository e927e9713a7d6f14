// EventLoop: timers, messages across threads, and events of descriptors.
import Testing

@testable import Runtime

@Suite struct EventLoopTests {
    @Test func `a timer fires after its time and a cancelled one never`() throws {
        let loop = try EventLoop<Never>()
        let start = loop.now
        _ = loop.schedule(Token(rawValue: 1), afterMilliseconds: 20)
        let cancelled = loop.schedule(Token(rawValue: 2), afterMilliseconds: 5)
        loop.cancel(cancelled)
        var fired: [UInt64] = []
        for _ in 0..<1000 where fired.isEmpty {
            loop.turn(maximumWaitMilliseconds: 50) { event in
                if case .timer(let token) = event { fired.append(token.rawValue) }
            }
        }
        #expect(fired == [1])
        #expect(loop.now >= start.advanced(byMilliseconds: 20))
    }

    @Test func `a timer scheduled from a timer fires in a later turn`() throws {
        let loop = try EventLoop<Never>()
        var fired = 0
        _ = loop.schedule(Token(rawValue: 1), afterMilliseconds: 0)
        for _ in 0..<5 {
            var inThisTurn = 0
            while inThisTurn == 0 {
                loop.turn(maximumWaitMilliseconds: 50) { event in
                    guard case .timer(let token) = event else { return }
                    inThisTurn += 1
                    _ = loop.schedule(token, afterMilliseconds: 0)
                }
            }
            #expect(inThisTurn == 1)
            fired += inThisTurn
        }
        #expect(fired == 5)
    }

    @Test func `every message of several threads arrives, in the order of each thread`() throws {
        let loop = try EventLoop<(thread: Int, number: Int)>()
        let mailbox = loop.mailbox
        let perThread = 5000
        let threads = 4
        for thread in 0..<threads {
            let sender = try ShardThread.start(name: "sender-\(thread)") {
                for number in 0..<perThread { mailbox.post((thread, number)) }
            }
            _ = consume sender
        }
        var next = Array(repeating: 0, count: threads)
        var inOrder = true
        var idle = 0
        while next.reduce(0, +) < threads * perThread, idle < 50 {
            var got = 0
            loop.turn(maximumWaitMilliseconds: 100) { event in
                guard case .message(let message) = event else { return }
                inOrder = inOrder && message.number == next[message.thread]
                next[message.thread] += 1
                got += 1
            }
            idle = got == 0 ? idle + 1 : 0
        }
        #expect(next == Array(repeating: perThread, count: threads))
        #expect(inOrder)
    }

    @Test func `a message posted while messages are handled comes in a later turn`() throws {
        let loop = try EventLoop<Int>()
        loop.mailbox.post(1)
        var seen: [[Int]] = []
        for _ in 0..<3 {
            var turn: [Int] = []
            loop.turn(maximumWaitMilliseconds: 1000) { event in
                guard case .message(let number) = event else { return }
                turn.append(number)
                if number < 3 { loop.mailbox.post(number + 1) }
            }
            seen.append(turn)
        }
        #expect(seen == [[1], [2], [3]])
    }

    @Test func `a mailbox may outlive its loop`() throws {
        let mailbox = try EventLoop<Int>().mailbox
        mailbox.post(1)
        mailbox.post(2)
    }

    @Test func `an unregistered descriptor is silent`() throws {
        let listener = try Listener(
            SocketAddress(parsing: "127.0.0.1:0"), backlog: 4, reusePort: false)
        let loop = try EventLoop<Never>()
        try loop.register(listener.descriptor, token: Token(rawValue: 5))
        loop.unregister(listener.descriptor)
        loop.unregister(listener.descriptor)
        let client = try Socket.connect(to: listener.boundAddress)
        var events = 0
        loop.turn(maximumWaitMilliseconds: 50) { _ in events += 1 }
        #expect(events == 0)
        #expect(client.descriptor >= 0)
    }

    @Test func `the loop does not wait past its bound`() throws {
        let loop = try EventLoop<Never>()
        _ = loop.schedule(Token(rawValue: 1), afterMilliseconds: 3_600_000)
        var events = 0
        loop.turn(maximumWaitMilliseconds: 0) { _ in events += 1 }
        loop.turn(maximumWaitMilliseconds: -5) { _ in events += 1 }
        #expect(events == 0)
    }
}
