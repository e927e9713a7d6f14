// What a session makes of bytes, as text, with every whole request answered at once.

@testable import Wire

/// Plays bytes into a session and writes down what it says.
struct HTTP1Transcript {
    /// One word or more per request: method, path, body; or the status of the fault.
    private(set) var events: [String] = []
    /// What the session wrote.
    private(set) var output: [UInt8] = []

    /// Plays the bytes in pieces of a size.
    init(_ input: [UInt8], chunk: Int, limits: HTTP1Limits = HTTP1Limits()) {
        let session = HTTP1Session(limits)
        var request = ""
        var written = ByteBuffer()
        var index = 0
        repeat {
            let end = min(index + chunk, input.count)
            session.receive(input.span.extracting(index..<end))
            index = end
            while let event = session.nextEvent() {
                switch event {
                case .head: request = Self.head(session.headers)
                case .data: break
                case .ended:
                    events.append(request + " [" + Self.body(session.body) + "]")
                    session.respond(status: 200, HeaderBlock(), body: [111].span, into: &written)
                    if !session.keepsAlive { events.append("close") }
                case .fault(let fault): events.append("\(fault.status)")
                }
            }
        } while index < input.count
        output = array(written.readable)
    }

    /// Plays text whole and byte by byte, which must not differ.
    static func play(_ input: String) -> [String] {
        let whole = HTTP1Transcript(bytes(input), chunk: max(1, input.utf8.count)).events
        let slow = HTTP1Transcript(bytes(input), chunk: 1).events
        return whole == slow ? whole : ["cut: \(whole) or \(slow)"]
    }

    /// The method and the path of a head.
    static func head(_ headers: borrowing HeaderBlock) -> String {
        let method = headers.first(.method).map { text(array(headers.value($0))) } ?? "-"
        let path = headers.first(.path).map { text(array(headers.value($0))) } ?? "-"
        return method + " " + path
    }

    private static func body(_ body: borrowing ByteBuffer) -> String {
        text(array(body.readable))
    }
}
