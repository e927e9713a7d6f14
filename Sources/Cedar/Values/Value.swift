// A Cedar value, and the equality that Cedar gives it.

/// Holds a value of the Cedar language.
public enum Value: Hashable, Sendable {
    case bool(Bool)
    case long(Int64)
    case string(String)
    case entity(EntityUID)
    case set(Set<Value>)
    case record(Record)
    case decimal(FixedDecimal)
    case ip(IPNetwork)
    case datetime(unixMilliseconds: Int64)
    case duration(milliseconds: Int64)

    /// Compares as Cedar's `==` does: values of different kinds are unequal, text goes by bytes.
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.bool(let left), .bool(let right)): left == right
        case (.long(let left), .long(let right)): left == right
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.entity(let left), .entity(let right)): left == right
        case (.set(let left), .set(let right)): left == right
        case (.record(let left), .record(let right)): left == right
        case (.decimal(let left), .decimal(let right)): left == right
        case (.ip(let left), .ip(let right)): left == right
        case (.datetime(let left), .datetime(let right)): left == right
        case (.duration(let left), .duration(let right)): left == right
        default: false
        }
    }

    /// Feeds kind and content to a hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        switch self {
        case .bool(let value): hasher.combine(value)
        case .long(let value), .datetime(let value), .duration(let value): hasher.combine(value)
        case .string(let value): value.hashBytes(into: &hasher)
        case .entity(let value): hasher.combine(value)
        case .set(let value): hasher.combine(value)
        case .record(let value): hasher.combine(value)
        case .decimal(let value): hasher.combine(value)
        case .ip(let value): hasher.combine(value)
        }
    }

    /// Names the kind of the value.
    public var kind: ValueKind {
        switch self {
        case .bool: .bool
        case .long: .long
        case .string: .string
        case .entity: .entity
        case .set: .set
        case .record: .record
        case .decimal: .decimal
        case .ip: .ipaddr
        case .datetime: .datetime
        case .duration: .duration
        }
    }
}

extension Value: CustomStringConvertible {
    /// Writes the value as a Cedar expression; sets and records in a stable order.
    public var description: String {
        switch self {
        case .bool(let value): String(value)
        case .long(let value): String(value)
        case .string(let value): value.cedarLiteral
        case .entity(let value): value.description
        case .set(let value):
            "[" + value.map(\.description).sorted().joined(separator: ", ") + "]"
        case .record(let value):
            "{"
                + value.map { "\($0.name.cedarLiteral): \($0.value)" }.joined(separator: ", ")
                + "}"
        case .decimal(let value): "decimal(\"\(value)\")"
        case .ip(let value): "ip(\"\(value)\")"
        case .datetime(let value):
            "datetime(\"1970-01-01\").offset(duration(\"\(value)ms\"))"
        case .duration(let value): "duration(\"\(value)ms\")"
        }
    }
}
