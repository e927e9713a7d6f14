// Who is served, what else can be asked, what is not gRPC, and how it stops.

import Runtime
import Synchronization
import Testing
import Wire

@testable import Worker

struct ServerTests {
    private let empty: [UInt8] = [0, 0, 0, 0, 0]
    private let yes: [UInt8] = [0, 0, 0, 0, 2, 8, 1]

    private func ask(_ model: String, _ version: String = "") throws -> [UInt8] {
        let name = Array(model.utf8)
        let number = Array(version.utf8)
        let found = ModelName(name.span)
        let request = ModelRequestMessage(
            name: try #require(found), version: ModelName(number.span))
        return framed { request.write(into: &$0) }
    }

    @Test func `it says that it lives and is ready`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        for method in ["ServerLive", "ServerReady"] {
            let call = try gate.start(method, empty)
            gate.finish(call)
            #expect(call.grpcStatus == .ok)
            #expect(call.body == yes)
        }
    }

    @Test func `it says which models are ready`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        for (model, version, expected) in [
            ("affine", "", yes), ("affine", "2", yes), ("affine", "3", empty), ("nope", "", empty),
        ] {
            let call = try gate.start("ModelReady", ask(model, version))
            gate.finish(call)
            #expect(call.grpcStatus == .ok)
            #expect(call.body == expected)
        }
    }

    @Test func `it describes a model`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        let call = try gate.start("ModelMetadata", ask("affine"))
        gate.finish(call)
        let bytes = Array(call.body.dropFirst(GRPCFramePrefix.length))
        let metadata = try ModelMetadata(parsing: bytes.span)
        #expect(metadata.name == "affine")
        #expect(metadata.versions == ["2", "10"])
        #expect(metadata.platform == "affine")
        #expect(
            metadata.inputs == [TensorMetadata(name: "x", datatype: "FP32", shape: [-1, 4])])
        let unknown = try gate.start("ModelMetadata", ask("nope"))
        gate.finish(unknown)
        #expect(unknown.grpcStatus == .notFound)
    }

    @Test(arguments: ["other", "twofold", "nameless", "stranger"])
    func `a connection of anyone but the named gates ends`(name: String) throws {
        let worker = try TestWorker()
        let client = try GateClient(worker.server.boundAddress, as: name)
        client.wait { client.isClosed }
        #expect(client.isClosed)
        let gate = try worker.client()
        let call = try gate.start("ServerLive", empty)
        gate.finish(call)
        #expect(call.grpcStatus == .ok)
        #expect(
            worker.server.metrics().contains("portcullis_worker_connections_refused_total 1\n"))
    }

    @Test func `a call that is not gRPC gets an HTTP status`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        let json = try gate.start("ModelInfer", [123, 125], contentType: "application/json")
        gate.finish(json)
        #expect(json.field(":status") == "415")
        let get = try gate.start("ModelInfer", empty, verb: "PUT")
        gate.finish(get)
        #expect(get.field(":status") == "405")
    }

    @Test func `unknown methods and compression are unimplemented`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        let unknown = try gate.start("RepositoryIndex", empty)
        let encoded = try gate.start("ModelInfer", empty, fields: [("grpc-encoding", "gzip")])
        let flagged = try gate.start("ModelInfer", [1, 0, 0, 0, 1, 0])
        for call in [unknown, encoded, flagged] {
            gate.finish(call)
            #expect(call.grpcStatus == .unimplemented)
            #expect(call.field("grpc-accept-encoding") == "identity")
        }
    }

    @Test func `a call carries exactly one whole message of bounded length`() throws {
        let worker = try TestWorker { $0.maximumMessageBytes = 1000 }
        let gate = try worker.client()
        let short = try gate.start("ModelInfer", [0, 0, 0, 0, 9, 1])
        let none = try gate.start("ModelInfer", [])
        let two = try gate.start("ServerLive", empty + empty)
        let long = try gate.start("ModelInfer", [0, 0, 0, 3, 233], isComplete: false)
        for call in [short, none, two, long] { gate.finish(call) }
        #expect(short.grpcStatus == .invalidArgument)
        #expect(none.grpcStatus == .invalidArgument)
        #expect(two.grpcStatus == .invalidArgument)
        #expect(long.grpcStatus == .resourceExhausted)
    }

    @Test func `what it holds of messages is bounded and given back`() throws {
        let worker = try TestWorker { $0.maximumHeldBytes = 100 }
        let gate = try worker.client()
        let holder = try gate.start("ModelInfer", [0, 0, 0, 0, 90], isComplete: false)
        let refused = try gate.start("ModelInfer", inferRequest([0, 0, 0, 0]))
        gate.finish(refused)
        #expect(refused.grpcStatus == .unavailable)
        gate.reset(holder)
        gate.finish(holder)
        let call = try gate.start("ModelInfer", inferRequest([0, 0, 0, 0]))
        gate.finish(call)
        #expect(call.grpcStatus == .ok)
    }

    @Test func `renewed certificates are for new connections`() throws {
        let worker = try TestWorker()
        let before = try worker.client()
        let first = try before.start("ServerLive", empty)
        before.finish(first)
        #expect(before.workerNames == ["spiffe://portcullis.dev/region/ae-dubai/worker/1"])
        var settings = worker.settings
        settings.tls = TestCertificates.shared.settings(.server, "other")
        try worker.server.renew(settings)
        before.wait {
            guard let after = try? worker.client() else { return false }
            let call = try? after.start("ServerLive", empty)
            if let call { after.finish(call) }
            return after.workerNames == ["spiffe://portcullis.dev/region/ae-dubai/gate/main2"]
        }
        let second = try before.start("ServerLive", empty)
        before.finish(second)
        #expect(second.grpcStatus == .ok)
    }

    @Test func `certificates that cannot be used change nothing`() throws {
        let worker = try TestWorker()
        var settings = worker.settings
        settings.tls.privateKeyPEM = Array("no key".utf8)
        #expect(throws: WorkerFault.self) { try worker.server.renew(settings) }
        let gate = try worker.client()
        let call = try gate.start("ServerLive", empty)
        gate.finish(call)
        #expect(call.grpcStatus == .ok)
    }

    @Test func `told to stop it finishes what is under way`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        worker.model.hold()
        let call = try gate.start("ModelInfer", inferRequest([0, 1, 2, 3]))
        gate.wait { worker.model.running == 1 }
        worker.server.drain()
        gate.wait { gate.goaways == 2 }
        #expect(!call.isOver)
        worker.model.letGo()
        gate.finish(call)
        #expect(try TestAnswer(call.body).numbers == [1, 3, 5, 7])
        gate.wait { gate.isClosed }
        worker.join()
        #expect(throws: (any Error).self) {
            let late = try worker.client()
            late.wait { late.isClosed }
            if late.isClosed { throw SystemError(errno: 111, operation: "connect") }
        }
    }

    @Test func `a drain that takes too long is cut off`() throws {
        let worker = try TestWorker { $0.drainMilliseconds = 50 }
        let gate = try worker.client()
        worker.model.hold()
        let call = try gate.start("ModelInfer", inferRequest([0, 1, 2, 3]))
        gate.wait { worker.model.running == 1 }
        worker.server.drain()
        gate.wait { gate.isClosed }
        #expect(call.grpcStatus == nil)
        worker.join()
        #expect(worker.model.interrupted == 1)
    }

    @Test func `several shards serve one address`() throws {
        let worker = try TestWorker { $0.shards = 3 }
        for _ in 0..<8 {
            let gate = try worker.client()
            let call = try gate.start("ModelInfer", inferRequest([0, 1, 2, 3]))
            gate.finish(call)
            #expect(try TestAnswer(call.body).numbers == [1, 3, 5, 7])
        }
        worker.stop()
    }

    @Test func `the metrics count what happened`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        let call = try gate.start("ModelInfer", inferRequest([0, 1, 2, 3]))
        gate.finish(call)
        let page = worker.server.metrics()
        let labels = "model=\"affine\",version=\"10\""
        #expect(page.contains("portcullis_worker_inferences_started_total{\(labels)} 1\n"))
        #expect(
            page.contains("portcullis_worker_inferences_total{\(labels),outcome=\"ok\"} 1\n"))
        #expect(page.contains("portcullis_worker_batch_rows_bucket{\(labels),le=\"1\"} 1\n"))
        #expect(page.contains("portcullis_worker_queue_length 0\n"))
    }
}
