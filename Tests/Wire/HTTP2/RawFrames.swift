// Frames written by hand, for peers that do not behave.

import Wire

/// Writes HTTP/2 frames without any care.
struct RawFrames: ~Copyable {
    var bytes = ByteBuffer()

    /// Begins as a client does.
    init(preface: Bool = true) {
        if preface {
            bytes.append("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
            frame(type: 4, stream: 0, [])
        }
    }

    mutating func frame(type: UInt8, flags: UInt8 = 0, stream: Int32, _ payload: [UInt8]) {
        for shift in [16, 8, 0] { bytes.append(UInt8(payload.count >> shift & 0xFF)) }
        bytes.append(type)
        bytes.append(flags)
        for shift in [24, 16, 8, 0] as [Int32] { bytes.append(UInt8(stream >> shift & 0xFF)) }
        bytes.append(payload.span)
    }

    /// A GET request; more header bytes in HPACK may follow.
    mutating func request(stream: Int32, endStream: Bool, more: [UInt8] = []) {
        frame(type: 1, flags: endStream ? 5 : 4, stream: stream, Self.head + more)
    }

    /// `:method GET`, `:path /`, `:scheme https`, `:authority gate`.
    static let head: [UInt8] = [0x82, 0x84, 0x87, 0x01, 4] + Array("gate".utf8)

    /// A literal header field that is not indexed.
    static func literal(_ name: String, _ value: String) -> [UInt8] {
        [0, UInt8(name.utf8.count)] + name.utf8 + [UInt8(value.utf8.count)] + value.utf8
    }
}

/// A server session with what happened on it.
final class RawServer {
    let session: HTTP2Session
    private(set) var fault: HTTP2Fault?
    private(set) var closed: [UInt32] = []
    private(set) var heads = 0
    private(set) var refused = 0
    private(set) var output: [UInt8] = []

    init(_ settings: HTTP2Session.Settings = .init()) {
        session = HTTP2Session(.server, settings)
    }

    /// Gives bytes to the server and takes what it has to say.
    func receive(_ bytes: borrowing ByteBuffer, answering: Bool = false) {
        do throws(HTTP2Fault) {
            try session.receive(bytes)
        } catch {
            fault = error
        }
        drain(answering: answering)
        var written = ByteBuffer()
        while session.writeOutput(into: &written, atMost: 1 << 16) {}
        for index in 0..<written.count { output.append(written.readable[index]) }
        if fault == nil { fault = session.fault }
        drain(answering: false)
    }

    private func drain(answering: Bool) {
        while let event = session.nextEvent() {
            switch event {
            case .head(let stream):
                heads += 1
                guard answering else { continue }
                session.respond(stream, HTTP2Pair.responseHead(), endStream: true)
            case .closed(_, let code): closed.append(code.rawValue)
            case .refused: refused += 1
            default: break
            }
        }
    }

    /// The types of the frames that were written.
    var frameTypes: [UInt8] {
        var types: [UInt8] = []
        var index = 0
        while index + 9 <= output.count {
            types.append(output[index + 3])
            let high = Int(output[index]) << 16 | Int(output[index + 1]) << 8
            index += 9 + (high | Int(output[index + 2]))
        }
        return types
    }
}
