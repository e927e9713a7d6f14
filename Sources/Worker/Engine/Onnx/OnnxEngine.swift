// The engine for ONNX models: ONNX Runtime on the processor's cores.

import COnnxRuntime

/// Loads ONNX models through ONNX Runtime's C API, opened with `dlopen`.
public struct OnnxEngine: Engine {
    /// The name and version that server metadata report.
    public let name: String
    /// The file of a version's directory.
    public let fileName = "model.onnx"
    private let library: OnnxLibrary

    /// Opens the library: at `path`, else where `PORTCULLIS_ONNXRUNTIME` says, else in the usual
    /// places.
    ///
    /// - Throws: `.unavailable`, whose text says where to get it.
    public init(libraryPath path: String?) throws(EngineFault) {
        library = try OnnxLibrary.open(named: path)
        name = "onnxruntime \(library.version)"
    }

    /// Loads a model from the bytes of its file.
    public func load(_ bytes: [UInt8]) throws(EngineFault) -> any LoadedModel {
        do throws(EngineFault) {
            let session = try OnnxSession(library, bytes)
            return try OnnxModel(library, session)
        } catch {
            throw .badModel(error.description)
        }
    }
}
