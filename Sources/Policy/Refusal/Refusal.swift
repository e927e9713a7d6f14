// Every way the gate can say no, in one enum.

/// Names why a request was not answered; the caller learns only what `answer` says.
public enum Refusal: Error, Hashable, Sendable {
    case certificateUnmapped
    case tokenMissing
    case tokenExpired
    case tokenInvalid
    case accessDenied
    case modelUnknown
    case versionUnknown
    case residencyDenied
    case rateLimited(retryAfterMilliseconds: Int)
    case noWorker
    case limitStoreUnavailable
    case overloaded
    case draining
    case workerFailed
    case deadlineExceeded
    /// The text says what was wrong and what to send instead.
    case badRequest(String)
    case tooLarge
    case headersTooLarge
    /// The text says what is not supported and what to use instead.
    case unsupported(String)
}

extension Refusal {
    /// Whose doing a refusal is, for metrics and for the log.
    public enum Side: UInt8, Sendable {
        case client
        case worker
        case us
    }

    /// HTTP status of the answer.
    public var httpStatus: Int { answer.httpStatus }

    /// gRPC status code of the answer, as its number on the wire.
    public var grpcStatusCode: Int { answer.grpcStatus.rawValue }

    /// Stable code of the answer, such as `access_denied`.
    public var code: StaticString { answer.code }

    /// Says what the caller can do, and no reasons: those are in the audit log.
    public var message: String {
        switch self {
        case .badRequest(let text), .unsupported(let text): text
        default: answer.advice.description
        }
    }

    /// Whose doing the refusal is.
    public var side: Side { answer.side }

    /// The milliseconds after which a retry may succeed, where that is known.
    public var retryAfterMilliseconds: Int? {
        guard case .rateLimited(let milliseconds) = self else { return nil }
        return milliseconds
    }
}
