// What is remembered of one decision: written by a shard as plain values, formatted elsewhere.

public import Policy
public import Runtime

/// One request's decision and outcome, for the audit log and the access log.
///
/// Nothing here is formatted: names are looked up in `snapshot` by the writer's thread.
public struct Record: Sendable {
    /// Which of the client's languages was spoken.
    public enum ClientProtocol: UInt8, Sendable {
        /// gRPC over HTTP/2.
        case grpc
        /// REST over HTTP/2.
        case restHTTP2
        /// REST over HTTP/1.1.
        case restHTTP1
    }

    /// Where the answer came from.
    public enum Cache: UInt8, Sendable {
        /// The model's answers are not kept, or this request's may not be.
        case off
        /// The cache was asked and had nothing.
        case miss
        /// The cache answered.
        case hit
    }

    /// The id that the caller was told.
    public var decisionID: DecisionID
    /// When the request's head arrived, milliseconds since the Unix epoch.
    public var unixMilliseconds: Int64
    /// The state that decided.
    public var snapshot: Snapshot
    /// Which shard served it.
    public var shard: Int
    /// The language spoken.
    public var clientProtocol: ClientProtocol
    /// The connection's proven names; nil when it maps to no caller.
    public var certificate: CertificateIdentity?
    /// The first URI, DNS name or common name of the certificate, as evidence for unmapped ones.
    public var certificateName: String
    /// Who asked; nil when refused before that was known.
    public var caller: Caller?
    /// The caller's address.
    public var clientAddress: SocketAddress?
    /// What was asked.
    public var action: ModelAction?
    /// The model; nil when unknown or not named.
    public var model: ModelIndex?
    /// The version that answered or was chosen.
    public var version: VersionIndex?
    /// The determining policies; nil when refused before policy was asked.
    public var decision: Decision?
    /// Why it was refused; nil when it was not.
    public var refusal: Refusal?
    /// What the refusal does not say to the caller: which check failed.
    public var reason: String?
    /// The regions where a record of this request may be kept whole; nil before a permit existed.
    public var logRegions: RegionSet?
    /// The HTTP status the caller saw.
    public var httpStatus: Int
    /// The gRPC status the caller saw, or would have seen.
    public var grpcStatus: Int
    /// The region of the worker that answered.
    public var region: RegionIndex?
    /// The address of the worker that answered.
    public var worker: SocketAddress?
    /// How many tries were sent to workers.
    public var tries: Int
    /// Where the answer came from.
    public var cache: Cache
    /// Bytes of the request's message.
    public var requestBytes: Int
    /// Bytes of the answer's message.
    public var answerBytes: Int
    /// From the head's arrival to the answer's end.
    public var totalNanoseconds: UInt64
    /// Spent in the gate before the first try or the answer.
    public var policyNanoseconds: UInt64
    /// Spent waiting for workers.
    public var workerNanoseconds: UInt64
}

/// A connection that ended in its handshake, for the audit log's kind *connection*.
public struct ConnectionRecord: Sendable {
    /// When, in milliseconds since the Unix epoch.
    public var unixMilliseconds: Int64
    /// From where.
    public var clientAddress: SocketAddress?
    /// The fault's stable name, such as `no_certificate`.
    public var reason: String
    /// What OpenSSL said.
    public var text: String
}

/// What a shard hands to the writer's thread.
public enum RecordBatch: Sendable {
    /// Decisions, oldest first.
    case requests([Record])
    /// Connections refused in their handshake.
    case connections([ConnectionRecord])
    /// Everything before this has been sent by the shard; it posts nothing more.
    case end(shard: Int)
}
