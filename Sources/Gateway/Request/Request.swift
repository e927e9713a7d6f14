// One request's state, from its head to its record: what each step has found out so far.

import Policy
import Runtime
import Wire

/// A request in flight; owned by its shard's slab and dropped when it is recorded.
///
/// The permit lives here from `place` to `record`; whatever is not known yet is nil.
final class Request {
    /// Where the request stands; the order is that of the request path.
    enum Step {
        case identify, receive, admit, place, meter, split, lookUp, balance, forward, relay, done

        /// Whether the request is between being identified and being sent.
        var awaitsDecisionOrWorker: Bool {
            switch self {
            case .identify, .relay, .done: false
            case .receive, .admit, .place, .meter, .split, .lookUp, .balance, .forward: true
            }
        }
    }

    /// Which question is asked; the server's are answered by the gate itself.
    enum Call {
        case serverLive, serverReady, serverMetadata, healthCheck
        case modelReady, modelMetadata, modelInfer

        /// Whether a model, and so a token and the policies, are concerned.
        var concernsModel: Bool { action != nil }

        /// What policy calls it; nil for questions about the gate itself.
        var action: ModelAction? {
            switch self {
            case .modelInfer: .infer
            case .modelReady, .modelMetadata: .metadata
            case .serverLive, .serverReady, .serverMetadata, .healthCheck: nil
            }
        }
    }

    /// The client's language.
    let form: Record.ClientProtocol
    let call: Call
    let client: ClientConnection
    /// The client's HTTP/2 stream; nil over HTTP/1.1.
    let stream: HTTP2Stream?
    /// Names this request to timers, worker streams and stores.
    var token = Token(rawValue: 0)
    let decisionID: DecisionID
    let arrival: Instant
    let arrivalUnixMilliseconds: Int64
    /// The state that decides about this request, from its head to its record.
    var snapshot: Snapshot

    var step = Step.identify
    var caller: Caller?
    /// Data classes that the header adds.
    var addedDataClasses = DataClassSet()
    var model: ModelIndex?
    var admission: Admission?
    var permit: Permit?
    var decision: Decision?
    var version: VersionIndex?
    /// The version the client named, as bytes; empty when it named none.
    var namedVersion = ByteBuffer()
    /// The model's name from a REST path; empty for gRPC.
    var namedModel = ByteBuffer()
    var deadline: Instant
    var timer: TimerID?

    // The request's message.
    var framing = MessageFraming()
    var scanner = InferScanner(messageLength: 0)
    /// The message when it is held whole: always for REST, for gRPC when short enough.
    var message = ByteBuffer()
    /// What travels in place of the client's own body: decided once the model is known.
    var isHeld = true
    var clientEnded = false

    // Limits and cache.
    var rateLimit = RateLimitReport()
    var cache = CacheProgress()
    /// The answer's message, kept while it is relayed.
    var capture = ByteBuffer()
    /// Whether a question to the shared store is under way for the present step.
    var awaitsStore = false
    /// Whether the limits have been charged: a request that is decided again pays once.
    var isMetered = false

    // The worker's side.
    var worker: WorkerConnection?
    var workerStream: HTTP2Stream?
    var region: RegionIndex?
    var workerAddress: SocketAddress?
    var tries = 0
    var failedWorker: Int?
    var tryTimer: TimerID?
    var tryStarted = Instant(nanoseconds: 0)
    var policyNanoseconds: UInt64 = 0
    var workerNanoseconds: UInt64 = 0
    /// The answer's message for REST, whole before it is transcoded.
    var answer = ByteBuffer()
    var workerEnded = false

    // The answer to the client.
    var headSent = false
    var answered = false
    var refusal: Refusal?
    var reason: StaticString?
    /// The same, where it was made for this request.
    var reasonText: String?
    var httpStatus = 0
    var grpcStatus = 0
    var requestBytes = 0
    var answerBytes = 0
    /// Bytes of the held body that the client may already send again.
    var consumedBytes = 0

    init(
        form: Record.ClientProtocol, call: Call, client: ClientConnection, stream: HTTP2Stream?,
        decisionID: DecisionID, arrival: Instant, unixMilliseconds: Int64, snapshot: Snapshot
    ) {
        self.form = form
        self.call = call
        self.client = client
        self.stream = stream
        self.decisionID = decisionID
        self.arrival = arrival
        self.arrivalUnixMilliseconds = unixMilliseconds
        self.snapshot = snapshot
        self.deadline = arrival.advanced(byMilliseconds: Bounds.requestMilliseconds)
    }
}

/// How far a gRPC message has arrived on its stream.
struct MessageFraming {
    /// The message's length, once its five-byte prefix was read.
    var length: Int?
    /// How many of the message's bytes have arrived and been scanned.
    var scanned = 0
    /// How many have been moved on to the worker when the message is cut through.
    var forwarded = 0
}

/// The limit that came closest to refusing, for the RateLimit headers.
struct RateLimitReport {
    /// The rule's index in the policy set; nil when no limit applied.
    var rule: Int?
    var remaining = 0
    var resetSeconds = 0
    var retryAfterMilliseconds = 0
}

/// What the cache step has found out.
struct CacheProgress {
    /// What the caller is told.
    var state = Record.Cache.off
    /// The name of the answer; nil when this request may not be kept.
    var key: AnswerKey?
    /// Whether others wait for this request's answer.
    var leads = false
    /// Whether the answer is kept while it is relayed.
    var captures = false
}
