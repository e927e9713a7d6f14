// The table of refusals, line by line.

import Policy
import Testing

@Suite struct RefusalTests {
    /// One line of the table.
    struct Line: Sendable {
        let refusal: Refusal
        let http: Int
        let grpc: Int
        let code: String
        let side: Refusal.Side
    }

    static let table: [Line] = [
        Line(
            refusal: .certificateUnmapped, http: 401, grpc: 16, code: "certificate_unmapped",
            side: .client),
        Line(refusal: .tokenMissing, http: 401, grpc: 16, code: "token_missing", side: .client),
        Line(refusal: .tokenExpired, http: 401, grpc: 16, code: "token_expired", side: .client),
        Line(refusal: .tokenInvalid, http: 401, grpc: 16, code: "token_invalid", side: .client),
        Line(refusal: .accessDenied, http: 403, grpc: 7, code: "access_denied", side: .client),
        Line(refusal: .modelUnknown, http: 404, grpc: 5, code: "model_unknown", side: .client),
        Line(refusal: .versionUnknown, http: 404, grpc: 5, code: "version_unknown", side: .client),
        Line(
            refusal: .residencyDenied, http: 451, grpc: 7, code: "residency_denied", side: .client),
        Line(
            refusal: .rateLimited(retryAfterMilliseconds: 7), http: 429, grpc: 8,
            code: "rate_limited",
            side: .client),
        Line(refusal: .noWorker, http: 503, grpc: 14, code: "no_worker", side: .worker),
        Line(
            refusal: .limitStoreUnavailable, http: 503, grpc: 14, code: "limit_store_unavailable",
            side: .us),
        Line(refusal: .overloaded, http: 503, grpc: 14, code: "overloaded", side: .us),
        Line(refusal: .draining, http: 503, grpc: 14, code: "draining", side: .us),
        Line(refusal: .workerFailed, http: 502, grpc: 14, code: "worker_failed", side: .worker),
        Line(
            refusal: .deadlineExceeded, http: 504, grpc: 4, code: "deadline_exceeded", side: .worker
        ),
        Line(refusal: .badRequest("x"), http: 400, grpc: 3, code: "bad_request", side: .client),
        Line(refusal: .tooLarge, http: 413, grpc: 8, code: "too_large", side: .client),
        Line(refusal: .headersTooLarge, http: 431, grpc: 8, code: "too_large", side: .client),
        Line(refusal: .unsupported("x"), http: 415, grpc: 12, code: "unsupported", side: .client),
    ]

    @Test(arguments: table)
    func `a refusal has the statuses and the code of the table`(_ line: Line) {
        #expect(line.refusal.httpStatus == line.http)
        #expect(line.refusal.grpcStatusCode == line.grpc)
        #expect(line.refusal.code.description == line.code)
        #expect(line.refusal.side == line.side)
        #expect(!line.refusal.message.isEmpty)
    }

    @Test func `a malformed request is told what was wrong`() {
        #expect(Refusal.badRequest("send one message").message == "send one message")
        #expect(Refusal.unsupported("send it plain").message == "send it plain")
    }

    @Test func `only a rate refusal says when to retry`() {
        #expect(Refusal.rateLimited(retryAfterMilliseconds: 250).retryAfterMilliseconds == 250)
        #expect(Refusal.overloaded.retryAfterMilliseconds == nil)
    }
}
