// Local limits: the arithmetic of GCRA on cells that all shards share, exact for the process.

import Policy
import Runtime
import Wire

/// What the limits of one request have said.
enum LimitOutcome {
    /// All let it through; the report is of the one that came closest.
    case admitted(RateLimitReport)
    /// One refused, and the others were given back what they had taken.
    case refused(RateLimitReport)
    /// There is no room for another key: fail closed.
    case full
}

/// Charges the limits of one request, all or nothing.
struct LimitTable: ~Copyable {
    private var key = ByteBuffer(capacity: 256)

    /// Charges one request to each rule in turn; a refusal refunds those before it.
    mutating func charge(
        _ rules: [Int], caller: Caller, model: Model, policies: Policies, cells: AtomicCells,
        nowNanoseconds now: UInt64
    ) -> LimitOutcome {
        var closest = RateLimitReport()
        for (position, index) in rules.enumerated() {
            let rule = policies.limits[index]
            writeKey(rule, caller, model)
            let update = cells.update(key: key.readable, nowNanoseconds: now) {
                rule.rate.admit(cell: $0, now: now)
            }
            switch update {
            case .updated(_, let cell):
                let status = rule.rate.status(cell: cell, now: now)
                guard closest.rule == nil || status.remaining < closest.remaining else { continue }
                closest = RateLimitReport(
                    rule: index, remaining: status.remaining,
                    resetSeconds: (status.resetMilliseconds + 999) / 1_000)
            case .refused(let cell):
                refund(rules[..<position], caller, model, policies, cells, now)
                return .refused(Self.report(of: rule, index, cell: cell, now: now))
            case .full:
                refund(rules[..<position], caller, model, policies, cells, now)
                return .full
            }
        }
        return .admitted(closest)
    }

    private static func report(
        of rule: LimitRule, _ index: Int, cell: UInt64, now: UInt64
    ) -> RateLimitReport {
        let status = rule.rate.status(cell: cell, now: now)
        return RateLimitReport(
            rule: index, remaining: 0, resetSeconds: (status.resetMilliseconds + 999) / 1_000,
            retryAfterMilliseconds: rule.rate.retryAfterMilliseconds(cell: cell, now: now))
    }

    /// Gives one request back to each rule.
    mutating func refund(
        _ rules: ArraySlice<Int>, _ caller: Caller, _ model: Model, _ policies: Policies,
        _ cells: AtomicCells, _ now: UInt64
    ) {
        for index in rules {
            let rule = policies.limits[index]
            writeKey(rule, caller, model)
            _ = cells.update(key: key.readable, nowNanoseconds: now) {
                rule.rate.refund(cell: $0, now: now)
            }
        }
    }

    private mutating func writeKey(_ rule: LimitRule, _ caller: Caller, _ model: Model) {
        key.clear()
        key.fill(minimum: rule.keyBytes(caller: caller, model: model)) {
            (output: inout OutputSpan<UInt8>) in
            rule.writeKey(caller: caller, model: model, into: &output)
        }
        guard key.count > AtomicCells.maximumKeyBytes else { return }
        // A cell holds a short key whole and a long one by its digest, which no whole key begins
        // like: names are shorter than 65,535 bytes.
        let digest = SHA256.digest(key.readable)
        key.clear()
        key.fill(minimum: 2 + Digest256.byteCount) { (output: inout OutputSpan<UInt8>) in
            output.append(repeating: 0xFF, count: 2)
            digest.append(to: &output)
        }
    }
}
