// A worker asked over mutual TLS: answers, refusals, sharing of runs.

import Runtime
import Synchronization
import Testing
import Wire

@testable import Worker

struct InferenceTests {
    @Test func `it answers with the highest version and the request's id`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        let call = try gate.start("ModelInfer", inferRequest(id: "a-7", [0, 1, 2, 3]))
        gate.finish(call)
        #expect(call.grpcStatus == .ok)
        #expect(call.field("content-type") == "application/grpc")
        #expect(call.field("x-portcullis-model-digest") == "d1935")
        let answer = try TestAnswer(call.body)
        #expect(answer.model == "affine")
        #expect(answer.version == "10")
        #expect(answer.id == "a-7")
        #expect(answer.outputs == ["y"])
        #expect(answer.shapes == [[1, 4]])
        #expect(answer.numbers == [1, 3, 5, 7])
    }

    @Test func `it answers with the version that was named`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        let request = inferRequest(version: "2", outputs: ["y"], [0, 0, 0, 0, 1, 1, 1, 1])
        let call = try gate.start("ModelInfer", request)
        gate.finish(call)
        let answer = try TestAnswer(call.body)
        #expect(answer.version == "2")
        #expect(answer.shapes == [[2, 4]])
        #expect(answer.numbers == [1, 1, 1, 1, 3, 3, 3, 3])
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let request: [UInt8]
        let status: GRPCStatus
        let says: String
    }

    static let bad = [
        Bad(
            testDescription: "unknown model", request: inferRequest(model: "nope", [0, 0, 0, 0]),
            status: .notFound, says: "no model nope"),
        Bad(
            testDescription: "unknown version", request: inferRequest(version: "3", [0, 0, 0, 0]),
            status: .notFound, says: "it has 2, 10"),
        Bad(
            testDescription: "unknown input", request: inferRequest(input: "z", [0, 0, 0, 0]),
            status: .invalidArgument, says: "input `x` is missing"),
        Bad(
            testDescription: "wrong type",
            request: inferRequest(datatype: .int32, [0, 0, 0, 0]),
            status: .invalidArgument, says: "input `x` is INT32"),
        Bad(
            testDescription: "wrong shape",
            request: inferRequest(shape: [1, 3], [0, 0, 0]),
            status: .invalidArgument, says: "input `x` has shape [1, 3]"),
        Bad(
            testDescription: "wrong rank", request: inferRequest(shape: [4], [0, 0, 0, 0]),
            status: .invalidArgument, says: "input `x` has shape [4]"),
        Bad(
            testDescription: "no rows", request: inferRequest(shape: [0, 4], []),
            status: .invalidArgument, says: "holds no elements"),
        Bad(
            testDescription: "rows without bytes",
            request: inferRequest(model: "free", shape: [1 << 60, 0], []),
            status: .invalidArgument, says: "holds no elements"),
        Bad(
            testDescription: "too few bytes", request: inferRequest(shape: [2, 4], [0, 0, 0, 0]),
            status: .invalidArgument, says: "16 bytes"),
        Bad(
            testDescription: "unknown output",
            request: inferRequest(outputs: ["z"], [0, 0, 0, 0]),
            status: .invalidArgument, says: "no output `z`"),
        Bad(
            testDescription: "no protobuf", request: framed { $0.append(0xFF) },
            status: .invalidArgument, says: "protobuf"),
    ]

    @Test(arguments: bad)
    func `a request that does not fit is refused and says why`(bad: Bad) throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        let call = try gate.start("ModelInfer", bad.request)
        gate.finish(call)
        #expect(call.grpcStatus == bad.status)
        #expect(call.field("grpc-message")?.contains(bad.says) == true)
        #expect(call.body.isEmpty)
        let next = try gate.start("ModelInfer", inferRequest([0, 0, 0, 0]))
        gate.finish(next)
        #expect(next.grpcStatus == .ok)
    }

    @Test func `requests that wait share a run and get their own rows`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        worker.model.hold()
        let first = try gate.start("ModelInfer", inferRequest([9, 9, 9, 9]))
        gate.wait { worker.model.running == 1 }
        let others = try (0..<5).map { number in
            let row = [Float](repeating: Float(number), count: number == 3 ? 8 : 4)
            return try gate.start("ModelInfer", inferRequest(row))
        }
        gate.wait { worker.counters.accepted.load(ordering: .relaxed) == 6 }
        worker.model.letGo()
        for call in others { gate.finish(call) }
        gate.finish(first)
        for (number, call) in others.enumerated() {
            let answer = try TestAnswer(call.body)
            let rows = number == 3 ? 2 : 1
            #expect(answer.shapes == [[Int64(rows), 4]])
            #expect(
                answer.numbers == [Float](repeating: Float(2 * number + 1), count: 4 * rows))
        }
        #expect(worker.model.runs == [1, 6])
    }

    @Test func `rows of different widths do not share a run`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        let calls = try (1..<9).map { width in
            let row = (0..<width).map { Float($0) }
            return try gate.start(
                "ModelInfer",
                inferRequest(model: "free", shape: [1, Int64(width)], row))
        }
        for (index, call) in calls.enumerated() {
            gate.finish(call)
            let answer = try TestAnswer(call.body)
            #expect(answer.shapes == [[1, Int64(index + 1)]])
            #expect(answer.numbers == (0...index).map { Float($0) })
        }
    }

    @Test func `one caller's bad input does not fail the others of its run`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        worker.model.hold()
        let first = try gate.start("ModelInfer", inferRequest([9, 9, 9, 9]))
        gate.wait { worker.model.running == 1 }
        let good = try gate.start("ModelInfer", inferRequest([1, 1, 1, 1]))
        let bad = try gate.start("ModelInfer", inferRequest([.nan, 1, 1, 1]))
        let alsoGood = try gate.start("ModelInfer", inferRequest([2, 2, 2, 2]))
        gate.wait { worker.counters.accepted.load(ordering: .relaxed) == 4 }
        worker.model.letGo()
        for call in [first, good, bad, alsoGood] { gate.finish(call) }
        #expect(try TestAnswer(good.body).numbers == [3, 3, 3, 3])
        #expect(try TestAnswer(alsoGood.body).numbers == [5, 5, 5, 5])
        #expect(bad.grpcStatus == .internal)
        #expect(bad.field("grpc-message")?.contains("not a number") == true)
        #expect(worker.counters.value(.failed) == 1)
        #expect(worker.counters.value(.ok) == 3)
    }

    @Test func `a message larger than its window goes through both ways`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        let numbers = (0..<1 << 19).map { Float($0 % 1000) }
        let call = try gate.start("ModelInfer", inferRequest(numbers))
        gate.finish(call)
        #expect(call.grpcStatus == .ok)
        let answer = try TestAnswer(call.body)
        #expect(answer.shapes == [[1 << 17, 4]])
        #expect(answer.numbers == numbers.map { 2 * $0 + 1 })
    }

    @Test func `a request beyond the queue is refused and the queue goes on`() throws {
        let worker = try TestWorker { settings in
            settings.batching.queueCapacity = 2
            settings.batching.maximumRows = 1
        }
        let gate = try worker.client()
        worker.model.hold()
        var calls = [try gate.start("ModelInfer", inferRequest([0, 0, 0, 0]))]
        gate.wait { worker.model.running == 1 }
        calls.append(try gate.start("ModelInfer", inferRequest([1, 1, 1, 1])))
        calls.append(try gate.start("ModelInfer", inferRequest([2, 2, 2, 2])))
        let refused = try gate.start("ModelInfer", inferRequest([3, 3, 3, 3]))
        gate.finish(refused)
        #expect(refused.grpcStatus == .unavailable)
        worker.model.letGo()
        for call in calls { gate.finish(call) }
        #expect(calls.map(\.grpcStatus) == [.ok, .ok, .ok])
        #expect(worker.counters.value(.refused) == 1)
    }
}
