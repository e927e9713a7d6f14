// When the caller leaves or its time is over, the work stops.

import Runtime
import Synchronization
import Testing
import Wire

@testable import Worker

struct CancellationTests {
    @Test func `a run whose caller leaves is interrupted`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        worker.model.hold()
        let call = try gate.start("ModelInfer", inferRequest([0, 0, 0, 0]))
        gate.wait { worker.model.running == 1 }
        gate.reset(call)
        gate.wait { worker.model.running == 0 }
        #expect(worker.model.interrupted == 1)
        gate.wait { worker.counters.terminatedBatches.load(ordering: .relaxed) == 1 }
        #expect(worker.counters.value(.cancelled) == 1)
        #expect(worker.counters.value(.ok) == 0)
    }

    @Test func `a run that another caller shares goes on`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        worker.model.hold()
        let first = try gate.start("ModelInfer", inferRequest([0, 0, 0, 0]))
        gate.wait { worker.model.running == 1 }
        let leaver = try gate.start("ModelInfer", inferRequest([1, 1, 1, 1]))
        let stayer = try gate.start("ModelInfer", inferRequest([2, 2, 2, 2]))
        gate.wait { worker.counters.accepted.load(ordering: .relaxed) == 3 }
        gate.reset(first)
        gate.wait { worker.model.runs == [1, 2] }
        gate.reset(leaver)
        gate.wait { worker.counters.value(.cancelled) == 2 }
        worker.model.letGo()
        gate.finish(stayer)
        #expect(try TestAnswer(stayer.body).numbers == [5, 5, 5, 5])
        #expect(worker.model.interrupted == 1)
    }

    @Test func `a request that is cancelled while it waits does not run`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        worker.model.hold()
        let first = try gate.start("ModelInfer", inferRequest([0, 0, 0, 0]))
        gate.wait { worker.model.running == 1 }
        let leaver = try gate.start("ModelInfer", inferRequest([1, 1, 1, 1]))
        let stayer = try gate.start("ModelInfer", inferRequest([2, 2, 2, 2]))
        gate.wait { worker.counters.accepted.load(ordering: .relaxed) == 3 }
        gate.reset(leaver)
        gate.wait { worker.counters.value(.cancelled) == 1 }
        worker.model.letGo()
        for call in [first, stayer] { gate.finish(call) }
        #expect(try TestAnswer(stayer.body).numbers == [5, 5, 5, 5])
        #expect(worker.model.runs == [1, 1])
    }

    @Test func `a run ends when its time is over`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        worker.model.hold()
        let call = try gate.start(
            "ModelInfer", inferRequest([0, 0, 0, 0]), fields: [("grpc-timeout", "50m")])
        gate.finish(call)
        #expect(call.grpcStatus == .deadlineExceeded)
        gate.wait { worker.model.running == 0 }
        #expect(worker.model.interrupted == 1)
        #expect(worker.counters.value(.deadlineExceeded) == 1)
    }

    @Test func `a request whose time is over while it waits does not run`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        worker.model.hold()
        let first = try gate.start("ModelInfer", inferRequest([0, 0, 0, 0]))
        gate.wait { worker.model.running == 1 }
        let late = try gate.start(
            "ModelInfer", inferRequest([1, 1, 1, 1]), fields: [("grpc-timeout", "20m")])
        gate.finish(late)
        #expect(late.grpcStatus == .deadlineExceeded)
        worker.model.letGo()
        gate.finish(first)
        #expect(worker.model.runs == [1])
    }

    @Test func `a connection that is lost stops its work`() throws {
        let worker = try TestWorker()
        worker.model.hold()
        var gate: GateClient? = try worker.client()
        _ = try gate?.start("ModelInfer", inferRequest([0, 0, 0, 0]))
        gate?.wait { worker.model.running == 1 }
        gate = nil
        let other = try worker.client()
        other.wait { worker.model.running == 0 }
        #expect(worker.model.interrupted == 1)
        #expect(worker.counters.value(.cancelled) == 1)
    }

    @Test func `many callers who leave at once do not harm those who stay`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        worker.model.hold()
        let stayer = try gate.start("ModelInfer", inferRequest([0, 0, 0, 0]))
        gate.wait { worker.model.running == 1 }
        let leavers = try (0..<90).map { _ in
            try gate.start("ModelInfer", inferRequest([1, 1, 1, 1]))
        }
        gate.wait { worker.counters.accepted.load(ordering: .relaxed) == 91 }
        for call in leavers { gate.reset(call) }
        let second = try (0..<90).map { _ in
            try gate.start("ModelInfer", inferRequest([1, 1, 1, 1]))
        }
        for call in second { gate.reset(call) }
        gate.wait { worker.counters.value(.cancelled) >= 90 }
        worker.model.letGo()
        gate.finish(stayer)
        #expect(try TestAnswer(stayer.body).numbers == [1, 1, 1, 1])
        #expect(gate.goaways == 0)
    }

    @Test func `the longest timeout that can be written is no hurry`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        let call = try gate.start(
            "ModelInfer", inferRequest([0, 0, 0, 0]), fields: [("grpc-timeout", "99999999H")])
        gate.finish(call)
        #expect(call.grpcStatus == .ok)
    }

    @Test func `a timeout that is none is refused`() throws {
        let worker = try TestWorker()
        let gate = try worker.client()
        let call = try gate.start(
            "ModelInfer", inferRequest([0, 0, 0, 0]), fields: [("grpc-timeout", "soon")])
        gate.finish(call)
        #expect(call.grpcStatus == .invalidArgument)
    }
}
