// An engine that is opened only when a model needs it.

/// Opens an engine at the first model that needs it.
public protocol EngineSource {
    /// The name of the file, in a version's directory, that the engine loads.
    var fileName: String { get }

    /// Opens the engine, once.
    func engine() throws(EngineFault) -> any Engine
}

/// An engine that is always there.
public struct BuiltInEngine: EngineSource {
    private let built: any Engine

    /// Wraps an engine.
    public init(_ engine: any Engine) {
        built = engine
    }

    /// The name of the file that the engine loads.
    public var fileName: String { built.fileName }

    /// Returns the engine.
    public func engine() throws(EngineFault) -> any Engine { built }
}

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
