// Why a worker could not start, with the exit code that tells it.

/// Says why a worker could not start.
public enum WorkerFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The certificate, the key or the authorities cannot be used.
    case certificates(String)
    /// A file named on the command line cannot be read.
    case missingFile(String)
    /// The models cannot be served.
    case repository(RepositoryFault)
    /// The address is taken or may not be used.
    case address(String)
    /// The kernel refused what the worker needs.
    case system(String)

    /// The fault in words.
    public var description: String {
        switch self {
        case .certificates(let text), .missingFile(let text), .address(let text),
            .system(let text):
            text
        case .repository(let fault): fault.description
        }
    }

    /// The code of `sysexits.h` that the process ends with.
    public var exitCode: Int32 {
        switch self {
        case .certificates, .repository(.invalid): 65
        case .missingFile, .repository(.missing): 66
        case .address, .repository(.engineUnavailable): 69
        case .system: 70
        }
    }
}
