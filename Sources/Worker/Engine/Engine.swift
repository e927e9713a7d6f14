// What the worker asks of an inference engine: load, describe, run, release.

/// Turns the bytes of a model file into a model that can run.
public protocol Engine: Sendable {
    /// The engine's name and version as server metadata report them, such as `onnxruntime 1.31.1`.
    var name: String { get }

    /// The name of the file, in a version's directory, that this engine loads.
    var fileName: String { get }

    /// Loads a model from the bytes of its file.
    func load(_ bytes: [UInt8]) throws(EngineFault) -> any LoadedModel
}

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

/// Says why an engine could not do what it was asked.
public enum EngineFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The engine itself is not there; the text says where to get it.
    case unavailable(String)
    /// The file is not a model that this engine can serve.
    case badModel(String)
    /// The run failed.
    case failed(String)
    /// The run was ended because nobody waits for it any more.
    case cancelled

    /// The fault in words.
    public var description: String {
        switch self {
        case .unavailable(let text), .badModel(let text), .failed(let text): text
        case .cancelled: "cancelled"
        }
    }
}
