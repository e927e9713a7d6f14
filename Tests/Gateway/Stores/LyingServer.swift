// A server in the test's own loop that answers what the test tells it to.
@testable import Runtime

/// Accepts one connection at a time and answers each piece it receives by a rule.
final class LyingServer {
    let address: SocketAddress
    private let listener: Listener
    private var client: Socket?
    /// What to answer to received text; nil closes the connection.
    var answer: (String) -> String?
    private(set) var connections = 0
    private(set) var received = 0

    static let scriptLoaded = "$40\r\n" + String(repeating: "a", count: 40) + "\r\n"

    init(_ answer: @escaping (String) -> String?) throws {
        listener = try Listener(SocketAddress(parsing: "127.0.0.1:0"), backlog: 8, reusePort: false)
        address = listener.boundAddress
        self.answer = answer
    }

    /// Loads scripts as Redis would and answers everything else by the rule.
    static func afterLoading(_ answer: @escaping (String) -> String?) throws -> LyingServer {
        try LyingServer { $0.contains("SCRIPT") ? scriptLoaded : answer($0) }
    }

    func serve() {
        if client == nil, case .accepted(let socket) = listener.accept() {
            client = consume socket
            connections += 1
        }
        guard client != nil else { return }
        var isClosed = false
        let bytes = [UInt8](capacity: 65_536) { output in
            switch client?.receive(into: &output) {
            case .closed, .failed: isClosed = true
            default: break
            }
        }
        if isClosed { client = nil }
        guard !bytes.isEmpty else { return }
        received += 1
        guard let reply = answer(String(decoding: bytes, as: UTF8.self)) else {
            client = nil
            return
        }
        _ = client?.send(Array(reply.utf8).span)
    }
}
