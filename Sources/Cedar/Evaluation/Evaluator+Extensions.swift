// Evaluates the functions and methods of decimal, ipaddr, datetime and duration.

extension Evaluator {
    func call(
        _ function: ExtensionFunction, _ arguments: [Value]
    ) throws(EvaluationFault) -> Value {
        let kinds = function.argumentKinds
        guard arguments.count == kinds.count else {
            throw .argumentCount(function, arguments.count)
        }
        for (argument, kind) in zip(arguments, kinds) where argument.kind != kind {
            throw .typeMismatch(expected: [kind], found: argument.kind)
        }
        switch (arguments[0], arguments.count > 1 ? arguments[1] : nil) {
        case (.string(let text), nil):
            guard let value = function.construct(from: text) else {
                throw .malformedText(function, text)
            }
            return value
        case (.decimal(let left), .decimal(let right)):
            return .bool(compare(function, left, right))
        case (.ip(let network), nil): return .bool(test(function, network))
        case (.ip(let network), .ip(let other)): return .bool(network.isInRange(other))
        case (.datetime(let time), let other): return try datetime(function, time, other)
        case (.duration(let milliseconds), nil): return .long(duration(function, milliseconds))
        default:
            // The kinds were checked above; a table out of step with them must not pass.
            throw .typeMismatch(expected: kinds, found: arguments[0].kind)
        }
    }

    private func compare(
        _ function: ExtensionFunction, _ left: FixedDecimal, _ right: FixedDecimal
    ) -> Bool {
        switch function {
        case .lessThan: left < right
        case .lessThanOrEqual: left <= right
        case .greaterThan: left > right
        default: left >= right
        }
    }

    private func test(_ function: ExtensionFunction, _ network: IPNetwork) -> Bool {
        switch function {
        case .isIpv4: network.isIPv4
        case .isIpv6: !network.isIPv4
        case .isLoopback: network.isLoopback
        default: network.isMulticast
        }
    }

    private func datetime(
        _ function: ExtensionFunction, _ time: Int64, _ other: Value?
    ) throws(EvaluationFault) -> Value {
        let day: Int64 = 86_400_000
        // The time since midnight is never negative, also before 1970.
        let sinceMidnight = (time % day + day) % day
        switch (function, other) {
        case (.offset, .duration(let duration)):
            let (sum, overflow) = time.addingReportingOverflow(duration)
            guard !overflow else { throw .overflow("offset") }
            return .datetime(unixMilliseconds: sum)
        case (.durationSince, .datetime(let other)):
            let (difference, overflow) = time.subtractingReportingOverflow(other)
            guard !overflow else { throw .overflow("durationSince") }
            return .duration(milliseconds: difference)
        case (.toTime, _):
            return .duration(milliseconds: sinceMidnight)
        default:
            let (midnight, overflow) = time.subtractingReportingOverflow(sinceMidnight)
            guard !overflow else { throw .overflow("toDate") }
            return .datetime(unixMilliseconds: midnight)
        }
    }

    private func duration(_ function: ExtensionFunction, _ milliseconds: Int64) -> Int64 {
        switch function {
        case .toMilliseconds: milliseconds
        case .toSeconds: milliseconds / 1000
        case .toMinutes: milliseconds / 60_000
        case .toHours: milliseconds / 3_600_000
        default: milliseconds / 86_400_000
        }
    }
}
