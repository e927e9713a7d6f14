// What is wrong with a model repository, said to the person who filled it.

/// Says why a model repository cannot be served.
public enum RepositoryFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// A directory or file is not there or cannot be read.
    case missing(String)
    /// What is there cannot be served.
    case invalid(String)
    /// An engine that a model needs is not there; the text says where to get it.
    case engineUnavailable(String)

    /// The fault in words.
    public var description: String {
        switch self {
        case .missing(let text), .invalid(let text), .engineUnavailable(let text): text
        }
    }
}
