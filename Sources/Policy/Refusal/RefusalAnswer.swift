// The one table that turns a refusal into statuses and a code.

/// What a caller is told about a refusal, on both protocols.
public struct RefusalAnswer: Sendable {
    /// The gRPC codes that a refusal can have, by their numbers on the wire.
    public enum GRPCStatus: Int, Sendable {
        case invalidArgument = 3
        case deadlineExceeded = 4
        case notFound = 5
        case permissionDenied = 7
        case resourceExhausted = 8
        case unimplemented = 12
        case unavailable = 14
        case unauthenticated = 16
    }

    /// HTTP status.
    public let httpStatus: Int
    /// gRPC status.
    public let grpcStatus: GRPCStatus
    /// Stable code for programs.
    public let code: StaticString
    /// What the caller can do.
    public let advice: StaticString
    /// Whose doing it is.
    public let side: Refusal.Side

    init(
        _ httpStatus: Int, _ grpcStatus: GRPCStatus, _ code: StaticString, _ side: Refusal.Side,
        _ advice: StaticString
    ) {
        self.httpStatus = httpStatus
        self.grpcStatus = grpcStatus
        self.code = code
        self.side = side
        self.advice = advice
    }
}

extension Refusal {
    /// The answer to a refusal: the only place where one becomes a status and a code.
    public var answer: RefusalAnswer {
        switch self {
        case .certificateUnmapped, .tokenMissing, .tokenExpired, .tokenInvalid: identityAnswer
        case .accessDenied, .modelUnknown, .versionUnknown, .residencyDenied: policyAnswer
        case .rateLimited, .noWorker, .limitStoreUnavailable, .overloaded, .draining, .workerFailed,
            .deadlineExceeded:
            capacityAnswer
        case .badRequest, .tooLarge, .headersTooLarge, .unsupported: requestAnswer
        }
    }

    private var identityAnswer: RefusalAnswer {
        switch self {
        case .certificateUnmapped:
            .init(
                401, .unauthenticated, "certificate_unmapped", .client,
                "This certificate belongs to no caller here; ask for it to be mapped.")
        case .tokenMissing:
            .init(
                401, .unauthenticated, "token_missing", .client,
                "Send a bearer token in the authorization header.")
        case .tokenExpired:
            .init(
                401, .unauthenticated, "token_expired", .client,
                "The token has expired; ask its issuer for a new one.")
        default:
            .init(
                401, .unauthenticated, "token_invalid", .client,
                "The token was not accepted for this connection.")
        }
    }

    private var policyAnswer: RefusalAnswer {
        switch self {
        case .modelUnknown:
            .init(
                404, .notFound, "model_unknown", .client,
                "No model of this name is served here; check its spelling.")
        case .versionUnknown:
            .init(
                404, .notFound, "version_unknown", .client,
                "This model has no such version; leave the version out to get the current one.")
        case .residencyDenied:
            .init(
                451, .permissionDenied, "residency_denied", .client,
                "Policy permits no region that could answer this request.")
        default:
            .init(
                403, .permissionDenied, "access_denied", .client,
                "Policy does not permit this request; quote the decision id when you ask why.")
        }
    }

    private var capacityAnswer: RefusalAnswer {
        switch self {
        case .rateLimited:
            .init(
                429, .resourceExhausted, "rate_limited", .client,
                "The rate is used up; retry after the time given.")
        case .noWorker:
            .init(
                503, .unavailable, "no_worker", .worker,
                "No worker for this model is healthy in a permitted region; retry later.")
        case .limitStoreUnavailable:
            .init(
                503, .unavailable, "limit_store_unavailable", .us,
                "The rate could not be checked; retry later.")
        case .draining:
            .init(
                503, .unavailable, "draining", .us,
                "This gate is shutting down; retry on a new connection.")
        case .workerFailed:
            .init(
                502, .unavailable, "worker_failed", .worker,
                "The worker failed; retry if the request may run twice.")
        case .deadlineExceeded:
            .init(
                504, .deadlineExceeded, "deadline_exceeded", .worker,
                "No answer came in time; allow more time or send a smaller request.")
        default:
            .init(503, .unavailable, "overloaded", .us, "The gate is overloaded; retry later.")
        }
    }

    private var requestAnswer: RefusalAnswer {
        switch self {
        case .tooLarge:
            .init(
                413, .resourceExhausted, "too_large", .client,
                "The message is larger than this gate accepts; send a smaller one.")
        case .headersTooLarge:
            .init(
                431, .resourceExhausted, "too_large", .client,
                "The headers are larger than this gate accepts; send fewer or shorter ones.")
        case .unsupported:
            .init(
                415, .unimplemented, "unsupported", .client,
                "This form of request is not supported.")
        default:
            .init(
                400, .invalidArgument, "bad_request", .client, "The request is malformed.")
        }
    }
}
