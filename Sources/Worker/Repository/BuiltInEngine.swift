// An engine without a library to look for.

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
