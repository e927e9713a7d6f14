// The wish that a run should stop, from the shard's thread to the engine's.

import Synchronization

/// Says once, from any thread, that a run is no longer wanted.
public final class Cancellation: Sendable {
    private struct State {
        var isCancelled = false
        var interrupter: (any RunInterrupter)?
    }

    private let state = Mutex(State())

    /// Makes a cancellation that nobody has asked for yet.
    public init() {}

    /// Whether somebody has asked.
    public var isCancelled: Bool {
        state.withLock { $0.isCancelled }
    }

    /// Asks the run to stop: now if it runs, at its start if it has not begun.
    public func cancel() {
        state.withLock { state in
            state.isCancelled = true
            state.interrupter?.interrupt()
        }
    }

    /// Names who can interrupt the run, for as long as it lasts.
    ///
    /// - Returns: false when the run was cancelled already and should not begin.
    public func begin(_ interrupter: any RunInterrupter) -> Bool {
        state.withLock { state in
            guard !state.isCancelled else { return false }
            state.interrupter = interrupter
            return true
        }
    }

    /// Ends what `begin` began: the interrupter is not called afterwards.
    public func end() {
        state.withLock { $0.interrupter = nil }
    }
}
