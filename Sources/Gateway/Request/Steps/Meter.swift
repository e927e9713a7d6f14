// The meter step: every limit that applies, all or nothing.

import Policy
import Runtime
import Wire

extension Shard {
    /// Charges the limits of the request's model; a request that is decided again pays once.
    func meterLimits(_ request: Request) throws(Refusal) -> Progress {
        guard !request.awaitsStore else { return .wait }
        guard !request.isMetered, let caller = request.caller, let model = request.model else {
            return .next
        }
        let policies = request.snapshot.policies
        guard !policies[model].limits.isEmpty else { return .next }
        let outcome = limits.charge(
            localRules(request, model), caller: caller, model: policies[model], policies: policies,
            cells: shared.cells, nowNanoseconds: Instant.now().nanoseconds)
        guard case .admitted(let report) = outcome, !globalRules(request, model).isEmpty else {
            try settle(request, outcome)
            return .next
        }
        request.rateLimit = report
        if askGlobalLimits(request, caller, model) {
            request.awaitsStore = true
            return .wait
        }
        try meterWithoutStore(request)
        return .next
    }

    /// Takes over what the limits have said.
    func settle(_ request: Request, _ outcome: LimitOutcome) throws(Refusal) {
        request.isMetered = true
        switch outcome {
        case .admitted(let report):
            request.rateLimit = report
            count(report, in: \.limitAllowed, request)
        case .refused(let report):
            request.rateLimit = report
            count(report, in: \.limitRefused, request)
            throw .rateLimited(retryAfterMilliseconds: report.retryAfterMilliseconds)
        case .full:
            request.reason = "the table of rate limits is full"
            throw .overloaded
        }
    }

    private func count(
        _ report: RateLimitReport, in counter: WritableKeyPath<ShardCounters, [String: UInt64]>,
        _ request: Request
    ) {
        guard let rule = report.rule else { return }
        let name = request.snapshot.policies.limits[rule].name
        counters[keyPath: counter][name, default: 0] &+= 1
    }

    /// Appends the fields of the limit that came closest to refusing
    /// (draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy: "name";q=…;w=…`,
    /// `RateLimit: "name";r=…;t=…`).
    func appendRateLimit(_ request: Request, to headers: HeaderBox) {
        guard let index = request.rateLimit.rule else { return }
        let rule = request.snapshot.policies.limits[index]
        var text = exchange(&textScratch, with: ByteBuffer())
        write(&text, rule, "q", rule.quota, "w", rule.windowSeconds)
        headers.block.append("ratelimit-policy", text.readable)
        write(&text, rule, "r", request.rateLimit.remaining, "t", request.rateLimit.resetSeconds)
        headers.block.append("ratelimit", text.readable)
        textScratch = text
    }

    private func write(
        _ text: inout ByteBuffer, _ rule: LimitRule, _ first: StaticString, _ one: Int,
        _ second: StaticString, _ other: Int
    ) {
        text.clear()
        text.append("\"")
        let name = rule.nameBytes
        text.append(name.span)
        text.append("\";")
        text.append(first)
        text.append("=")
        text.append(decimal: one)
        text.append(";")
        text.append(second)
        text.append("=")
        text.append(decimal: other)
    }
}
