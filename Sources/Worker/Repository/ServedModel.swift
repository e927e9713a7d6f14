// One version of one model, loaded and warm.

import Wire

/// A model that answers requests; the same object on every shard.
public final class ServedModel: Sendable {
    /// The name of its directory.
    public let name: String
    /// The name of its version's directory, a positive number.
    public let version: String
    /// The version as a number, by which the highest is found.
    public let number: UInt64
    /// The SHA-256 of the model file, in hex.
    public let digest: String
    /// The engine that loaded it.
    public let engineName: String
    /// What it takes and gives.
    public let description: ModelDescription
    /// Whether requests may share a run; set false when the warm-up showed otherwise.
    public let isBatchable: Bool
    /// What it has done so far.
    let counters = ModelCounters()
    let loaded: any LoadedModel
    let nameBytes: [UInt8]
    let versionBytes: [UInt8]
    let inputNames: [[UInt8]]
    let outputNames: [[UInt8]]

    init(
        name: String, version: String, number: UInt64, digest: String, engineName: String,
        loaded: any LoadedModel, isBatchable: Bool
    ) {
        self.name = name
        self.version = version
        self.number = number
        self.digest = digest
        self.engineName = engineName
        self.loaded = loaded
        self.isBatchable = isBatchable
        description = loaded.describe()
        nameBytes = Array(name.utf8)
        versionBytes = Array(version.utf8)
        inputNames = description.inputs.map { Array($0.name.utf8) }
        outputNames = description.outputs.map { Array($0.name.utf8) }
    }
}
