// Why an engine could not do what it was asked.

/// Says why an engine could not do what it was asked.
public enum EngineFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The engine itself is not there; the text says where to get it.
    case unavailable(String)
    /// The file is not a model that this engine can serve.
    case badModel(String)
    /// The caller's input cannot be computed with; the text says why.
    case badInput(String)
    /// The run failed.
    case failed(String)
    /// The run was ended because nobody waits for it any more.
    case cancelled

    /// The fault in words.
    public var description: String {
        switch self {
        case .unavailable(let text), .badModel(let text), .badInput(let text), .failed(let text):
            text
        case .cancelled: "cancelled"
        }
    }
}
