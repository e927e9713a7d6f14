// The reference engine, built in: y = scale * x + offset, for tests and trials without a library.

/// Loads models of three numbers, which are the whole of its file: `affine WIDTH SCALE OFFSET`.
public struct AffineEngine: Engine {
    /// The name that server metadata report.
    public let name = "affine"
    /// The file of a version's directory.
    public let fileName = "model.affine"

    /// Makes the engine.
    public init() {}

    /// Loads a model from the text of its file.
    public func load(_ bytes: [UInt8]) throws(EngineFault) -> any LoadedModel {
        guard bytes.count <= 256, let text = String(validating: bytes, as: UTF8.self) else {
            throw .badModel("expected one line `affine WIDTH SCALE OFFSET`")
        }
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 4, words[0] == "affine", let width = Int64(words[1]), width > 0,
            width <= 1 << 20, let scale = Float(words[2]), let offset = Float(words[3])
        else {
            throw .badModel("expected one line such as `affine 4 2.0 1.0`: width, scale, offset")
        }
        return AffineModel(width: width, scale: scale, offset: offset)
    }
}
