// ONNX Runtime, opened at the first model that needs it.

/// ONNX Runtime, whose library is looked for when the first ONNX model is found.
public final class OnnxEngineSource: EngineSource {
    /// The name of the file that the engine loads.
    public let fileName = "model.onnx"
    private let libraryPath: String?
    private var opened: OnnxEngine?

    /// Names the library, or nil to look for it.
    public init(libraryPath: String?) {
        self.libraryPath = libraryPath
    }

    /// Opens the library or returns the engine that did.
    public func engine() throws(EngineFault) -> any Engine {
        if let opened { return opened }
        let engine = try OnnxEngine(libraryPath: libraryPath)
        opened = engine
        return engine
    }
}
