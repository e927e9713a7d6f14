// A real redis-server on a free loopback port, for the tests of the stores.
import Foundation
import Glibc

@testable import Runtime

/// Runs one redis-server, and ends it with the test.
final class RedisServer {
    static let binary = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    static var isInstalled: Bool { binary != nil }

    struct NotStarted: Error {}

    let address: SocketAddress
    private var process = Process()
    private let arguments: [String]

    init(_ extra: [String] = []) throws {
        address = try Self.freeAddress()
        arguments =
            [
                "--port", "\(address.port ?? 0)", "--bind", "127.0.0.1", "--save", "",
                "--appendonly", "no", "--dir", FileManager.default.temporaryDirectory.path,
            ] + extra
        try start()
    }

    deinit { end() }

    static func freeAddress() throws -> SocketAddress {
        let listener = try Listener(
            SocketAddress(parsing: "127.0.0.1:0"), backlog: 1, reusePort: false)
        return listener.boundAddress
    }

    /// Starts it, or starts it again, and waits until it accepts.
    func start() throws {
        guard let binary = Self.binary else { throw NotStarted() }
        process = Process()
        process.executableURL = URL(filePath: binary)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<200 {
            if accepts() { return }
            usleep(25_000)
        }
        throw NotStarted()
    }

    private func accepts() -> Bool {
        guard let loop = try? EventLoop<Never>(), let socket = try? Socket.connect(to: address),
            (try? loop.register(socket.descriptor, token: Token(rawValue: 1))) != nil
        else { return false }
        var isConnected = false
        loop.turn(maximumWaitMilliseconds: 200) { event in
            guard case .ready(_, let readiness) = event else { return }
            isConnected = readiness.contains(.writable) && !readiness.contains(.hangup)
        }
        return isConnected && socket.connectionError() == nil
    }

    func signal(_ number: Int32) { _ = kill(process.processIdentifier, number) }

    /// Kills it outright, and waits until it is gone.
    func end() {
        guard process.isRunning else { return }
        signal(SIGKILL)
        process.waitUntilExit()
    }
}
