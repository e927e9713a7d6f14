// A model of the test: it runs when the test lets it, fails when the input says so, and counts.

import Glibc
import Synchronization
import Wire

@testable import Worker

/// Computes what the affine model computes, once it is let go.
final class HeldModel: LoadedModel {
    private struct State {
        var isHeld = false
        var running = 0
        var runs: [Int] = []
        var interrupted = 0
    }

    private let affine: any LoadedModel
    private let state = Mutex(State())

    init() throws {
        affine = try affineModel()
    }

    /// Keeps runs from ending until `letGo`.
    func hold() { state.withLock { $0.isHeld = true } }

    /// Lets all runs end.
    func letGo() { state.withLock { $0.isHeld = false } }

    /// The runs that have begun and not ended.
    var running: Int { state.withLock { $0.running } }

    /// The rows of each run that has begun.
    var runs: [Int] { state.withLock { $0.runs } }

    /// The runs that ended because their cancellation said so.
    var interrupted: Int { state.withLock { $0.interrupted } }

    func describe() -> ModelDescription { affine.describe() }

    func run(_ call: EngineCall) throws(EngineFault) {
        let rows = Int(call.inputs[0].shape[0])
        state.withLock {
            $0.running += 1
            $0.runs.append(rows)
        }
        defer { state.withLock { $0.running -= 1 } }
        while state.withLock({ $0.isHeld }) {
            if call.cancellation.isCancelled {
                state.withLock { $0.interrupted += 1 }
                throw .cancelled
            }
            usleep(500)
        }
        if floats(of: call.inputs[0].bytes).contains(where: \.isNaN) {
            throw .failed("the input is not a number")
        }
        try affine.run(call)
    }

    func release() {}
}
