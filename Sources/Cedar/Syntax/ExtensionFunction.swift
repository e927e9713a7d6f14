// The functions and methods of decimal, ipaddr, datetime and duration.

/// Names an extension function by its Cedar spelling.
enum ExtensionFunction: String, CaseIterable, Hashable, Sendable {
    case decimal
    case lessThan
    case lessThanOrEqual
    case greaterThan
    case greaterThanOrEqual
    case ip
    case isIpv4
    case isIpv6
    case isLoopback
    case isMulticast
    case isInRange
    case datetime
    case duration
    case offset
    case durationSince
    case toDate
    case toTime
    case toMilliseconds
    case toSeconds
    case toMinutes
    case toHours
    case toDays

    /// Tells functions that make a value of text, `ip("…")`, from methods, `a.isIpv4()`.
    var isConstructor: Bool {
        switch self {
        case .decimal, .ip, .datetime, .duration: true
        default: false
        }
    }

    /// Counts the arguments, the receiver of a method included.
    var argumentCount: Int { argumentKinds.count }

    /// Lists the kinds of the arguments, the receiver of a method first.
    var argumentKinds: [ValueKind] {
        switch self {
        case .decimal, .ip, .datetime, .duration: [.string]
        case .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual: [.decimal, .decimal]
        case .isIpv4, .isIpv6, .isLoopback, .isMulticast: [.ipaddr]
        case .isInRange: [.ipaddr, .ipaddr]
        case .offset: [.datetime, .duration]
        case .durationSince: [.datetime, .datetime]
        case .toDate, .toTime: [.datetime]
        case .toMilliseconds, .toSeconds, .toMinutes, .toHours, .toDays: [.duration]
        }
    }

    /// Names the kind of the result.
    var resultKind: ValueKind {
        switch self {
        case .decimal: .decimal
        case .ip: .ipaddr
        case .datetime, .offset, .toDate: .datetime
        case .duration, .durationSince, .toTime: .duration
        case .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual, .isIpv4, .isIpv6,
            .isLoopback, .isMulticast, .isInRange:
            .bool
        case .toMilliseconds, .toSeconds, .toMinutes, .toHours, .toDays: .long
        }
    }

    /// Makes the value of a constructor's text, or nil where the text is not one.
    func construct(from text: String) -> Value? {
        switch self {
        case .decimal: FixedDecimal(parsing: text).map(Value.decimal)
        case .ip: IPNetwork(parsing: text).map(Value.ip)
        case .datetime: TimeText.datetime(text).map(Value.datetime(unixMilliseconds:))
        case .duration: TimeText.duration(text).map(Value.duration(milliseconds:))
        default: nil
        }
    }

    /// Shows a text that the constructor accepts, for error messages.
    var exampleText: String {
        switch self {
        case .decimal: "1.5"
        case .ip: "10.0.0.0/8"
        case .datetime: "2026-01-31T08:30:00Z"
        default: "1h30m"
        }
    }
}
