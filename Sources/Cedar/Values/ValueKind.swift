// The kinds of values, as error messages name them.

/// Names a kind of value.
public enum ValueKind: String, Hashable, Sendable {
    case bool
    case long
    case string
    case entity
    case set
    case record
    case decimal
    case ipaddr
    case datetime
    case duration
}
