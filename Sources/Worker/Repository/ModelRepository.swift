// The model repository: DIRECTORY/MODEL/VERSION/model.onnx, loaded whole at start-up.

import Wire

/// Finds, loads and warms the models of a directory.
public struct ModelRepository {
    /// The largest model file that is read.
    static let maximumFileBytes = 4 << 30

    private let directory: String
    private let only: [String]
    private let engines: [any EngineSource]

    /// Prepares to read a repository.
    ///
    /// - Parameters:
    ///   - only: `MODEL` or `MODEL/VERSION` to serve; empty for all.
    ///   - engines: the engines to try, by the file that each loads.
    public init(directory: String, only: [String], engines: [any EngineSource]) {
        self.directory = directory
        self.only = only
        self.engines = engines
    }

    /// Loads every version of every model and runs each once.
    ///
    /// - Parameter log: called with a line for what was passed over and for each model loaded.
    public func load(log: (String) -> Void) throws(RepositoryFault) -> ServedModels {
        guard FileSystem.kind(of: directory) == .directory,
            let names = FileSystem.names(in: directory)
        else {
            throw .missing("no model repository: \(directory) is not a directory that can be read")
        }
        var models: [ServedModel] = []
        for name in names where FileSystem.kind(of: "\(directory)/\(name)") == .directory {
            let found = try load(model: name, log: log)
            if found.isEmpty && only.isEmpty {
                log("\(directory)/\(name) holds no versions and is not a model")
            }
            models += found
        }
        for wanted in only where !models.contains(where: { wanted == $0.name || wanted == $0.path })
        {
            throw .missing("no model \(wanted) in \(directory), which --model asks for")
        }
        guard !models.isEmpty else {
            throw .missing(
                "no models in \(directory); expected \(directory)/MODEL/1/model.onnx")
        }
        return ServedModels(models)
    }

    private func load(
        model name: String, log: (String) -> Void
    ) throws(RepositoryFault) -> [ServedModel] {
        let path = "\(directory)/\(name)"
        let entries = FileSystem.names(in: path) ?? []
        let versions = entries.filter { FileSystem.kind(of: "\(path)/\($0)") == .directory }
        if versions.isEmpty { return [] }
        guard Self.isModelName(name) else {
            throw .invalid(
                "\(path): a model's name is 1 to 128 of A-Z a-z 0-9 . _ -; rename the directory")
        }
        var models: [ServedModel] = []
        for version in versions {
            guard let number = UInt64(version), number > 0, String(number) == version else {
                throw .invalid(
                    "\(path)/\(version): a version is a positive number without leading zeros, "
                        + "such as \(path)/1")
            }
            guard only.isEmpty || only.contains(name) || only.contains("\(name)/\(version)") else {
                continue
            }
            let model = try load(name, version, number)
            log(
                "loaded \(name)/\(version) with \(model.engineName), sha256 \(model.digest)"
                    + (model.isBatchable ? "" : "; its requests run one by one"))
            models.append(model)
        }
        return models
    }

    private func load(
        _ name: String, _ version: String, _ number: UInt64
    ) throws(RepositoryFault) -> ServedModel {
        let folder = "\(directory)/\(name)/\(version)"
        let sources = engines.filter { FileSystem.kind(of: "\(folder)/\($0.fileName)") == .file }
        guard let source = sources.first, sources.count == 1 else {
            let files = engines.map(\.fileName).joined(separator: " or ")
            throw .invalid("\(folder): expected one file, \(files)")
        }
        let path = "\(folder)/\(source.fileName)"
        guard let bytes = FileSystem.read(path, limit: Self.maximumFileBytes) else {
            throw .missing("\(path): cannot be read, or holds more than 4 GiB")
        }
        do throws(EngineFault) {
            let engine = try source.engine()
            let loaded = try engine.load(bytes)
            let isBatchable = try WarmUp.run(loaded)
            return ServedModel(
                name: name, version: version, number: number,
                digest: SHA256.digest(bytes.span).hex, engineName: engine.name, loaded: loaded,
                isBatchable: isBatchable)
        } catch {
            if case .unavailable(let text) = error {
                throw .engineUnavailable("\(path) needs an engine: \(text)")
            }
            throw .invalid("\(path): \(error)")
        }
    }

    private static func isModelName(_ name: String) -> Bool {
        (1...128).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
                default: false
                }
            }
    }
}

extension ServedModel {
    /// The name and version as one word.
    var path: String { "\(name)/\(version)" }
}
