// Socket and Listener against the real kernel, on loopback.
import Testing

@testable import Runtime

@Suite struct SocketTests {
    /// Accepts one connection, waiting at most five seconds for it.
    private func accept(_ listener: borrowing Listener) throws -> Int32? {
        let loop = try EventLoop<Never>()
        try loop.register(listener.descriptor, token: Token(rawValue: 1))
        for _ in 0..<50 {
            switch listener.accept() {
            case .accepted(let socket): return socket.release()
            case .none: loop.turn(maximumWaitMilliseconds: 100) { _ in }
            case .failed(let error): throw error
            }
        }
        return nil
    }

    private func receive(_ socket: borrowing Socket, wanted: Int) throws -> [UInt8] {
        let loop = try EventLoop<Never>()
        try loop.register(socket.descriptor, token: Token(rawValue: 1))
        var all: [UInt8] = []
        var idleTurns = 0
        while all.count < wanted, idleTurns < 50 {
            let chunk = [UInt8](capacity: 4096) { span in
                if case .received = socket.receive(into: &span) { return }
            }
            all += chunk
            if chunk.isEmpty {
                idleTurns += 1
                loop.turn(maximumWaitMilliseconds: 100) { _ in }
            }
        }
        return all
    }

    @Test(arguments: ["127.0.0.1:0", "[::1]:0"])
    func `bytes go both ways`(text: String) throws {
        let listener = try Listener(SocketAddress(parsing: text), backlog: 8, reusePort: true)
        #expect(listener.boundAddress.port != 0)
        let client = try Socket.connect(to: listener.boundAddress)
        let server = try Socket(takingOwnership: #require(try accept(listener)))
        #expect(client.connectionError() == nil)
        #expect(server.peerAddress() == client.localAddress())
        guard case .sent(5) = client.send(Array("hello".utf8).span) else {
            Issue.record("five bytes are taken at once")
            return
        }
        #expect(try receive(server, wanted: 5) == Array("hello".utf8))
        server.shutdownWriting()
        let end = [UInt8](capacity: 16) { span in
            while case .wouldBlock = client.receive(into: &span) {}
        }
        #expect(end.isEmpty)
    }

    @Test func `a full socket says that it would block`() throws {
        let listener = try Listener(
            SocketAddress(parsing: "127.0.0.1:0"), backlog: 8, reusePort: false)
        let client = try Socket.connect(to: listener.boundAddress)
        let server = try Socket(takingOwnership: #require(try accept(listener)))
        let block = [UInt8](repeating: 7, count: 1 << 20)
        var sent = 0
        sending: while sent < 1 << 28 {
            switch client.send(block.span) {
            case .sent(let count): sent += count
            case .wouldBlock: break sending
            case .failed(let error): throw error
            }
        }
        #expect(sent > 0 && sent < 1 << 28)
        #expect(server.descriptor >= 0)
    }

    @Test func `a refused connection is told when it is writable`() throws {
        var address = try SocketAddress(parsing: "127.0.0.1:0")
        do { address = try Listener(address, backlog: 1, reusePort: false).boundAddress }
        let loop = try EventLoop<Never>()
        let client = try Socket.connect(to: address)
        try loop.register(client.descriptor, token: Token(rawValue: 7))
        var seen: Readiness = []
        for _ in 0..<50 where !seen.contains(.writable) {
            loop.turn(maximumWaitMilliseconds: 100) { event in
                if case .ready(_, let readiness) = event { seen.formUnion(readiness) }
            }
        }
        #expect(seen.contains(.writable) && seen.contains(.hangup))
        #expect(client.connectionError()?.errno == 111)
    }

    @Test func `a port that is taken is refused with its call`() throws {
        let first = try Listener(
            SocketAddress(parsing: "127.0.0.1:0"), backlog: 1, reusePort: false)
        let address = first.boundAddress
        do throws(SystemError) {
            _ = try Listener(address, backlog: 1, reusePort: false)
            Issue.record("two listeners on one port without SO_REUSEPORT")
        } catch {
            #expect(error.description.hasPrefix("bind: Address already in use"))
        }
        #expect(first.descriptor >= 0)
    }

    @Test func `shards share a port`() throws {
        let first = try Listener(SocketAddress(parsing: "127.0.0.1:0"), backlog: 1, reusePort: true)
        let second = try Listener(first.boundAddress, backlog: 1, reusePort: true)
        #expect(first.boundAddress == second.boundAddress)
    }

    @Test func `a unix path left over is replaced and one in use is not`() throws {
        let path = "/tmp/portcullis-test-\(Entropy.next()).sock"
        let address = try SocketAddress(parsing: "unix:\(path)")
        do {
            // Bound but never unlinked: what a killed process leaves behind.
            let abandoned = try Socket.open(for: address)
            let result = unsafe SocketAddressBytes.withKernelForm(of: address) { form, length in
                unsafe bindForTest(abandoned.rawValue, form, length)
            }
            #expect(result == 0)
        }
        let listener = try Listener(address, backlog: 1, reusePort: false)
        #expect(throws: SystemError.self) {
            _ = try Listener(address, backlog: 1, reusePort: false)
        }
        let client = try Socket.connect(to: address)
        #expect(client.connectionError() == nil)
        #expect(listener.descriptor >= 0)
    }
}
