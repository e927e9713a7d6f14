// An engine that is opened only when a model needs it.

/// Opens an engine at the first model that needs it.
public protocol EngineSource {
    /// The name of the file, in a version's directory, that the engine loads.
    var fileName: String { get }

    /// Opens the engine, once.
    func engine() throws(EngineFault) -> any Engine
}
