// `GET /metrics` in plain HTTP/1.1 on a loopback address, one request per connection.

import Runtime
import Wire

/// Answers a few connections at a time and closes each after its answer.
final class MetricsListener {
    static let token = Token(tag: 2, generation: 0, index: 0)
    private static let maximumHeadBytes = 8192
    private static let patienceMilliseconds = 5000

    private final class Client {
        let socket: Socket
        var request = ByteBuffer()
        var answer = ByteBuffer()
        var timer: TimerID?

        init(_ socket: consuming Socket) {
            self.socket = consume socket
        }
    }

    private let listener: Listener
    private var clients = Slab<Client>(capacity: 32, tag: 3)

    init(_ address: SocketAddress) throws(SystemError) {
        listener = try Listener(address, reusePort: false)
    }

    var descriptor: Int32 { listener.descriptor }

    var boundAddress: SocketAddress { listener.boundAddress }

    /// Goes on with what an event allows.
    func ready<Message>(_ token: Token, on loop: EventLoop<Message>, _ page: () -> String) {
        if token == Self.token {
            acceptAll(loop)
        } else if let client = clients[token] {
            if client.answer.isEmpty { read(client, token, loop, page) }
            if !client.answer.isEmpty { write(client, token, loop) }
        }
    }

    /// Closes a connection that took too long.
    func tooLate<Message>(_ token: Token, on loop: EventLoop<Message>) {
        if let client = clients[token] { close(client, token, loop) }
    }

    private func acceptAll<Message>(_ loop: EventLoop<Message>) {
        while case .accepted(let socket) = listener.accept() {
            let client = Client(socket)
            guard let token = clients.insert(client) else { continue }
            client.timer = loop.schedule(token, afterMilliseconds: Self.patienceMilliseconds)
            do throws(SystemError) {
                try loop.register(client.socket.descriptor, token: token)
            } catch {
                close(client, token, loop)
            }
        }
    }

    private func read<Message>(
        _ client: Client, _ token: Token, _ loop: EventLoop<Message>, _ page: () -> String
    ) {
        while client.answer.isEmpty {
            let result = client.request.fill(minimum: 2048) { client.socket.receive(into: &$0) }
            switch result {
            case .received:
                if Self.endsHead(client.request) {
                    Self.answer(client.request, into: &client.answer, page)
                } else if client.request.count > Self.maximumHeadBytes {
                    Self.write(431, "Request Header Fields Too Large", "", into: &client.answer)
                }
            case .wouldBlock: return
            case .closed, .failed:
                close(client, token, loop)
                return
            }
        }
    }

    private static func endsHead(_ request: borrowing ByteBuffer) -> Bool {
        let bytes = request.readable
        guard bytes.count >= 4 else { return false }
        return bytes.extracting(bytes.count - 4..<bytes.count).equals("\r\n\r\n")
    }

    private static func answer(
        _ request: borrowing ByteBuffer, into answer: inout ByteBuffer, _ page: () -> String
    ) {
        let bytes = request.readable
        if bytes.starts(with: "GET /metrics HTTP/1.") {
            write(200, "OK", page(), into: &answer)
        } else if bytes.starts(with: "GET ") {
            write(404, "Not Found", "only /metrics is here\n", into: &answer)
        } else {
            write(405, "Method Not Allowed", "", into: &answer)
        }
    }

    private static func write(
        _ status: Int, _ reason: String, _ text: String, into answer: inout ByteBuffer
    ) {
        answer.append(utf8: "HTTP/1.1 \(status) \(reason)\r\n")
        answer.append("content-type: text/plain; version=0.0.4; charset=utf-8\r\n")
        answer.append(utf8: "content-length: \(text.utf8.count)\r\nconnection: close\r\n\r\n")
        answer.append(utf8: text)
    }

    private func write<Message>(_ client: Client, _ token: Token, _ loop: EventLoop<Message>) {
        while !client.answer.isEmpty {
            switch Self.send(client.answer, over: client.socket) {
            case .sent(let count): client.answer.consume(count)
            case .wouldBlock: return
            case .failed:
                close(client, token, loop)
                return
            }
        }
        close(client, token, loop)
    }

    private static func send(
        _ bytes: borrowing ByteBuffer, over socket: borrowing Socket
    ) -> SendResult {
        socket.send(bytes.readable)
    }

    private func close<Message>(_ client: Client, _ token: Token, _ loop: EventLoop<Message>) {
        if let timer = client.timer.take() { loop.cancel(timer) }
        loop.unregister(client.socket.descriptor)
        clients.remove(token)
    }
}
