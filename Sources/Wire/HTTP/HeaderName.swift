// The header names that something here looks at, found by length and comparison.

/// Names a header field that the gate or the worker knows.
///
/// A name is compared in lower case, as HTTP/2 sends it (RFC 9113 section 8.2).
public enum HeaderName: UInt8, Sendable, BitwiseCopyable {
    case method, path, authority, scheme, status, contentType, contentLength, contentEncoding,
        authorization, te, trailer, userAgent, accept, acceptEncoding, allow, cacheControl,
        connection, cookie, date, expect, forwardedFor, host, keepAlive, location,
        proxyConnection, rateLimit, rateLimitPolicy, requestID, retryAfter, server,
        traceparent, tracestate, transferEncoding, upgrade, wwwAuthenticate, grpcTimeout,
        grpcEncoding, grpcAcceptEncoding, grpcStatus, grpcMessage, grpcStatusDetails,
        grpcRetryPushback, inferenceHeaderContentLength, endpointLoadMetrics,
        endpointLoadMetricsBinary, dataClass, decision, code, cache, version, region, worker,
        other

    /// The name in lower case; empty for `other`.
    public var text: StaticString {
        switch self {
        case .method: ":method"
        case .path: ":path"
        case .authority: ":authority"
        case .scheme: ":scheme"
        case .status: ":status"
        case .contentType: "content-type"
        case .contentLength: "content-length"
        case .contentEncoding: "content-encoding"
        case .authorization: "authorization"
        case .te: "te"
        case .trailer: "trailer"
        case .userAgent: "user-agent"
        case .accept: "accept"
        case .acceptEncoding: "accept-encoding"
        case .allow: "allow"
        case .cacheControl: "cache-control"
        case .connection: "connection"
        case .cookie: "cookie"
        case .date: "date"
        case .expect: "expect"
        case .forwardedFor: "x-forwarded-for"
        case .host: "host"
        case .keepAlive: "keep-alive"
        case .location: "location"
        case .proxyConnection: "proxy-connection"
        case .rateLimit: "ratelimit"
        case .rateLimitPolicy: "ratelimit-policy"
        case .requestID: "x-request-id"
        case .retryAfter: "retry-after"
        case .server: "server"
        case .traceparent: "traceparent"
        case .tracestate: "tracestate"
        case .transferEncoding: "transfer-encoding"
        case .upgrade: "upgrade"
        case .wwwAuthenticate: "www-authenticate"
        case .grpcTimeout: "grpc-timeout"
        case .grpcEncoding: "grpc-encoding"
        case .grpcAcceptEncoding: "grpc-accept-encoding"
        case .grpcStatus: "grpc-status"
        case .grpcMessage: "grpc-message"
        case .grpcStatusDetails: "grpc-status-details-bin"
        case .grpcRetryPushback: "grpc-retry-pushback-ms"
        case .inferenceHeaderContentLength: "inference-header-content-length"
        case .endpointLoadMetrics: "endpoint-load-metrics"
        case .endpointLoadMetricsBinary: "endpoint-load-metrics-bin"
        case .dataClass: "x-portcullis-data-class"
        case .decision: "x-portcullis-decision"
        case .code: "x-portcullis-code"
        case .cache: "x-portcullis-cache"
        case .version: "x-portcullis-version"
        case .region: "x-portcullis-region"
        case .worker: "x-portcullis-worker"
        case .other: ""
        }
    }

    /// Finds the name, or `other`.
    ///
    /// - Parameter name: a field name in lower case.
    public init(_ name: Span<UInt8>) {
        self =
            switch name.count {
            case 2: Self.pick(name, .te)
            case 4: Self.pick(name, .date, .host)
            case 5: Self.pick(name, .path, .allow)
            case 6: Self.pick(name, .accept, .cookie, .expect, .server)
            case 7: Self.pick(name, .method, .scheme, .status, .trailer, .upgrade)
            case 8: Self.pick(name, .location)
            case 9: Self.pick(name, .rateLimit)
            case 10: Self.pick(name, .authority, .userAgent, .connection, .keepAlive, .tracestate)
            case 11: Self.pick(name, .retryAfter, .traceparent, .grpcStatus)
            case 12: Self.pick(name, .contentType, .requestID, .grpcTimeout, .grpcMessage)
            case 13: Self.pick(name, .authorization, .cacheControl, .grpcEncoding)
            case 14: Self.pick(name, .contentLength)
            case 15: Self.pick(name, .acceptEncoding, .forwardedFor)
            case 16:
                Self.pick(
                    name, .contentEncoding, .proxyConnection, .rateLimitPolicy, .wwwAuthenticate)
            case 17: Self.pick(name, .transferEncoding, .code)
            case 18: Self.pick(name, .cache)
            case 19: Self.pick(name, .region, .worker)
            case 20: Self.pick(name, .grpcAcceptEncoding, .version)
            case 21: Self.pick(name, .endpointLoadMetrics, .decision)
            case 22: Self.pick(name, .grpcRetryPushback)
            case 23: Self.pick(name, .grpcStatusDetails, .dataClass)
            case 25: Self.pick(name, .endpointLoadMetricsBinary)
            case 31: Self.pick(name, .inferenceHeaderContentLength)
            default: .other
            }
    }

    @inline(__always)
    private static func pick(
        _ name: Span<UInt8>, _ first: Self, _ second: Self = .other, _ third: Self = .other,
        _ fourth: Self = .other, _ fifth: Self = .other
    ) -> Self {
        if name.equals(first.text) { return first }
        if name.equals(second.text) { return second }
        if name.equals(third.text) { return third }
        if name.equals(fourth.text) { return fourth }
        if name.equals(fifth.text) { return fifth }
        return .other
    }
}
