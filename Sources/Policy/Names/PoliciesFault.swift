// Why parts do not make a policy set.

/// Parts of a policy set that contradict each other; the loader finds most of these first, with positions.
public enum PoliciesFault: Error, Hashable, Sendable, CustomStringConvertible {
    case tooManyRegions(Int)
    case tooManyDataClasses(Int)
    case tooManyModels(Int)
    case tooManyTenants(Int)
    case unknownName(kind: String, name: String)
    case repeatedName(kind: String, name: String)
    case badName(kind: String, name: String)
    case entities(String)

    /// The fault in words.
    public var description: String {
        switch self {
        case .tooManyRegions(let count): "\(count) regions; a set may have 64"
        case .tooManyDataClasses(let count): "\(count) data classes; a set may have 64"
        case .tooManyModels(let count): "\(count) models; a set may have 65,535"
        case .tooManyTenants(let count): "\(count) tenants; a set may have 65,535"
        case .unknownName(let kind, let name): "unknown \(kind) \"\(name)\""
        case .repeatedName(let kind, let name): "\(kind) \"\(name)\" is given twice"
        case .badName(let kind, let name):
            "\"\(name)\" is no \(kind) name: use 1 to 128 of A-Z, a-z, 0-9, '.', '_', '-'"
        case .entities(let text): text
        }
    }
}
