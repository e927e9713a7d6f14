// Nanoseconds per step of Wire: `swift run -c release wire-benchmark [FOLDER]`, where the folder
// holds callers-ca.pem, workers-ca.pem, gate.pem, gate.key, client-ward-app.pem and .key.

import Glibc
import Wire

/// Joins an HTTP/2 client and server in memory and makes unary calls.
struct HTTP2Benchmark: ~Copyable {
    let client = HTTP2Session(.client, .init())
    let server = HTTP2Session(.server, .init())
    var up = ByteBuffer()
    var down = ByteBuffer()
    var head = HeaderBlock()
    var answer = HeaderBlock()
    var trailers = HeaderBlock()
    var message = ByteBuffer()
    var finished = 0

    init(messageBytes: Int) {
        head.append(.method, "POST")
        head.append(.scheme, "https")
        head.append(.path, "/inference.GRPCInferenceService/ModelInfer")
        head.append(.authority, "gate.test:8443")
        head.append(.te, "trailers")
        head.append(.contentType, "application/grpc")
        head.append(.userAgent, "grpc-python/1.60.0 grpc-c/37.0.0 (linux; chttp2)")
        head.append(.grpcAcceptEncoding, "identity, deflate, gzip")
        head.append(.authorization, utf8: String(repeating: "eyJhbGciOi", count: 6))
        answer.append(.status, "200")
        answer.append(.contentType, "application/grpc")
        answer.append("x-portcullis-decision", "0190163d-8694-739b-aea5-966c26f8ad91")
        trailers.append(.grpcStatus, "0")
        for index in 0..<messageBytes { message.append(UInt8(truncatingIfNeeded: index)) }
    }

    mutating func run(calls: Int, concurrently: Int) throws(HTTP2Fault) {
        var started = 0
        finished = 0
        while finished < calls {
            while started < calls, started - finished < concurrently,
                let stream = client.request(head, endStream: false)
            {
                stream.outgoing.append(message)
                client.finish(stream)
                started += 1
            }
            while client.writeOutput(into: &up, atMost: 1 << 16) {}
            try server.receive(up)
            up.clear()
            serve()
            while server.writeOutput(into: &down, atMost: 1 << 16) {}
            serve()
            try client.receive(down)
            down.clear()
            collect()
        }
    }

    private mutating func serve() {
        while let event = server.nextEvent() {
            switch event {
            case .data(let stream): server.consumed(stream, stream.body.count)
            case .ended(let stream):
                server.respond(stream, answer, endStream: false)
                stream.outgoing.moveBytes(from: &stream.body, atMost: .max)
                server.finish(stream, trailers: trailers)
            default: break
            }
        }
    }

    private mutating func collect() {
        while let event = client.nextEvent() {
            switch event {
            case .data(let stream): client.consumed(stream, stream.body.count)
            case .closed: finished += 1
            default: break
            }
        }
    }
}

func report(_ name: String, _ count: Int, _ elapsed: Duration) {
    let (seconds, attoseconds) = elapsed.components
    let nanoseconds = Double(seconds) * 1e9 + Double(attoseconds) / 1e9
    print("\(name): \((nanoseconds / Double(count)).rounded()) ns")
}

let clock = ContinuousClock()
let rounds = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 100_000 : 100_000
let sizes =
    CommandLine.arguments.count > 2 ? [Int(CommandLine.arguments[2]) ?? 300] : [300, 20_000]
for bytes in sizes {
    var benchmark = HTTP2Benchmark(messageBytes: bytes)
    do throws(HTTP2Fault) {
        try benchmark.run(calls: rounds / 10, concurrently: 10)
        let start = clock.now
        try benchmark.run(calls: rounds, concurrently: 10)
        report("unary call of \(bytes) bytes, both ends", rounds, clock.now - start)
    } catch {
        print("fault: \(error)")
    }
}
