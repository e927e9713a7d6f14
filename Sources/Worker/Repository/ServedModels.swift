// All models of a worker, found by name and version.

import Wire

/// The models that a worker serves, sorted by name and then by version.
public struct ServedModels: Sendable {
    /// Every version of every model.
    public let all: [ServedModel]

    init(_ models: [ServedModel]) {
        all = models.sorted { ($0.name, $0.number) < ($1.name, $1.number) }
    }

    /// The outcome of a search.
    enum Found {
        case model(ServedModel)
        case noModel
        case noVersion
    }

    /// Finds a version of a model; an empty version means the highest.
    func find(name: Span<UInt8>, version: Span<UInt8>) -> Found {
        var known = false
        for model in all.reversed() {
            let (itsName, itsVersion) = (model.nameBytes, model.versionBytes)
            guard name.equals(itsName.span) else { continue }
            known = true
            if version.isEmpty || version.equals(itsVersion.span) { return .model(model) }
        }
        return known ? .noVersion : .noModel
    }

    /// The versions of a model, lowest first.
    func versions(of name: String) -> [String] {
        all.filter { $0.name == name }.map(\.version)
    }
}
