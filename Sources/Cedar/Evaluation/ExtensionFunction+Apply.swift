// Evaluates the functions and methods of decimal, ipaddr, datetime and duration.

extension ExtensionFunction {
    /// Applies the function to its arguments, the receiver of a method first.
    func apply(to arguments: [Value]) throws(EvaluationFault) -> Value {
        let kinds = argumentKinds
        guard arguments.count == kinds.count else {
            throw .argumentCount(self, arguments.count)
        }
        for (argument, kind) in zip(arguments, kinds) where argument.kind != kind {
            throw .typeMismatch(expected: [kind], found: argument.kind)
        }
        switch (arguments[0], arguments.count > 1 ? arguments[1] : nil) {
        case (.string(let text), nil):
            guard let value = construct(from: text) else {
                throw .malformedText(self, text)
            }
            return value
        case (.decimal(let left), .decimal(let right)):
            return .bool(compare(left, right))
        case (.ip(let network), nil): return .bool(test(network))
        case (.ip(let network), .ip(let other)): return .bool(network.isInRange(other))
        case (.datetime(let time), let other): return try datetime(time, other)
        case (.duration(let milliseconds), nil): return .long(duration(milliseconds))
        default:
            // The kinds were checked above; a table out of step with them must not pass.
            throw .typeMismatch(expected: kinds, found: arguments[0].kind)
        }
    }

    private func compare(_ left: FixedDecimal, _ right: FixedDecimal) -> Bool {
        switch self {
        case .lessThan: left < right
        case .lessThanOrEqual: left <= right
        case .greaterThan: left > right
        default: left >= right
        }
    }

    private func test(_ network: IPNetwork) -> Bool {
        switch self {
        case .isIpv4: network.isIPv4
        case .isIpv6: !network.isIPv4
        case .isLoopback: network.isLoopback
        default: network.isMulticast
        }
    }

    private func datetime(
        _ time: Int64, _ other: Value?
    ) throws(EvaluationFault) -> Value {
        let day: Int64 = 86_400_000
        // The time since midnight is never negative, also before 1970.
        let sinceMidnight = (time % day + day) % day
        switch (self, other) {
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

    private func duration(_ milliseconds: Int64) -> Int64 {
        switch self {
        case .toMilliseconds: milliseconds
        case .toSeconds: milliseconds / 1000
        case .toMinutes: milliseconds / 60_000
        case .toHours: milliseconds / 3_600_000
        default: milliseconds / 86_400_000
        }
    }
}
