// Global limits: the arithmetic of GCRA in one Lua call, all or nothing, on Redis' own clock.

import Policy
import Wire

/// One limit as Redis counts it.
struct GlobalCharge: Sendable {
    /// The rule's index in the policy set.
    let rule: Int
    let rate: GCRA
    /// SHA-256 of the counter's key: who is counted stays out of Redis.
    let key: Digest256
}

/// What Redis says of the limits of one request.
struct GlobalDecision: Hashable, Sendable {
    /// The place of the limit that refused, nil when all let the request through.
    let refused: Int?
    /// For each limit, how far its cell lies ahead of now, after the charge if there was one.
    let debtsNanoseconds: [UInt64]
}

/// Writes the questions about global limits and reads the answers.
enum GlobalLimiter {
    /// The most limits of one request.
    static let maximumCharges = 16

    // KEYS: one for each limit. ARGV: interval and burst for each, in microseconds and units.
    // A stored time that is no number is an error, which each limit's `on_store_failure` answers.
    // One that lies further ahead than the rule can have set it (the rule was loosened, a clock
    // set back) is taken as the whole burst spent. Doubles hold microseconds exactly until 2255.
    static let script: StaticString = """
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
        local reply, after, refused = {0}, {}, 0
        for i = 1, #KEYS do
          local interval, burst = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
          local tolerance = interval * burst
          local cell = redis.call('GET', KEYS[i])
          if cell then cell = tonumber(cell) else cell = now end
          if not cell or cell ~= cell then
            return redis.error_reply('ERR a limit holds no number')
          end
          cell = math.min(math.max(cell, now), now + tolerance)
          after[i] = cell + interval
          reply[i + 1] = cell - now
          if refused == 0 and after[i] - now > tolerance then refused = i end
        end
        reply[1] = refused
        if refused == 0 then
          for i = 1, #KEYS do
            local ahead = after[i] - now
            local value = string.format('%.0f', after[i])
            local life = string.format('%.0f', math.ceil(ahead / 1000) + 1)
            redis.call('SET', KEYS[i], value, 'PX', life)
            reply[i + 1] = ahead
          end
        end
        return reply
        """

    /// Writes the question; `scriptName` is what SCRIPT LOAD gave, or nil to send the script itself.
    static func command(_ charges: [GlobalCharge], scriptName: [UInt8]?) -> RedisCommand {
        var command: RedisCommand
        if let scriptName {
            command = RedisCommand("EVALSHA")
            command.append(scriptName.span)
        } else {
            command = RedisCommand("EVAL")
            command.append(script)
        }
        command.append(decimal: charges.count)
        for charge in charges {
            command.append(name(of: charge).span)
        }
        for charge in charges {
            // Rounded up, so that a rate is never exceeded; Redis counts microseconds.
            let interval = (charge.rate.emissionIntervalNanoseconds + 999) / 1_000
            command.append(decimal: Int(clamping: interval))
            command.append(decimal: Int(clamping: charge.rate.burst))
        }
        return command
    }

    /// The name of a limit's counter, which does not tell who is counted.
    static func name(of charge: GlobalCharge) -> [UInt8] {
        Array("portcullis:limit:\(charge.key.base64url)".utf8)
    }

    /// Reads the answer; nil when it is not one to so many charges.
    static func decision(_ reply: RedisReply, charges: Int) -> GlobalDecision? {
        guard case .array(let elements) = reply, elements.count == charges + 1,
            case .integer(let refused) = elements[0], refused >= 0, refused <= charges
        else { return nil }
        var debts: [UInt64] = []
        for element in elements.dropFirst() {
            guard case .integer(let microseconds) = element, microseconds >= 0 else { return nil }
            let (debt, overflow) = UInt64(microseconds).multipliedReportingOverflow(by: 1_000)
            guard !overflow else { return nil }
            debts.append(debt)
        }
        return GlobalDecision(
            refused: refused == 0 ? nil : Int(refused) - 1, debtsNanoseconds: debts)
    }

    /// The report for the caller: of the limit that refused, or of the one that came closest.
    static func outcome(_ decision: GlobalDecision, _ charges: [GlobalCharge]) -> LimitOutcome {
        if let place = decision.refused {
            let charge = charges[place]
            let cell = decision.debtsNanoseconds[place]
            var report = report(charge, cell)
            report.remaining = 0
            report.retryAfterMilliseconds = charge.rate.retryAfterMilliseconds(cell: cell, now: 0)
            return .refused(report)
        }
        var closest = RateLimitReport()
        for (charge, cell) in zip(charges, decision.debtsNanoseconds) {
            let report = report(charge, cell)
            if closest.rule == nil || report.remaining < closest.remaining { closest = report }
        }
        return .admitted(closest)
    }

    private static func report(_ charge: GlobalCharge, _ cell: UInt64) -> RateLimitReport {
        let status = charge.rate.status(cell: cell, now: 0)
        return RateLimitReport(
            rule: charge.rule, remaining: status.remaining,
            resetSeconds: (status.resetMilliseconds + 999) / 1_000)
    }
}
