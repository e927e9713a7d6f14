// What the worker asks of a loaded model: describe, run, release.

/// A model in memory, which any number of threads may run at once.
public protocol LoadedModel: AnyObject, Sendable {
    /// Says what the model takes and gives.
    func describe() -> ModelDescription

    /// Computes the call's outputs from its inputs, on the calling thread.
    ///
    /// - Throws: `.cancelled` when the call's cancellation ended it.
    func run(_ call: EngineCall) throws(EngineFault)

    /// Frees the model; nothing may run it afterwards.
    func release()
}
