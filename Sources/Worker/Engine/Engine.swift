// What the worker asks of an inference engine: to load a model.

/// Turns the bytes of a model file into a model that can run.
public protocol Engine: Sendable {
    /// The engine's name and version as server metadata report them, such as `onnxruntime 1.31.1`.
    var name: String { get }

    /// The name of the file, in a version's directory, that this engine loads.
    var fileName: String { get }

    /// Loads a model from the bytes of its file.
    func load(_ bytes: [UInt8]) throws(EngineFault) -> any LoadedModel
}
