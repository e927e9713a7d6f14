// What policies may know of a request beside who, what and which model.

/// An address as two words, so that it travels without allocation.
public struct SourceAddress: Hashable, Sendable {
    /// Whether the address is of IPv4.
    public let isIPv4: Bool
    /// The upper half of an IPv6 address in host order; zero for IPv4.
    public let high: UInt64
    /// The lower half of an IPv6 address in host order, or the IPv4 address.
    public let low: UInt64

    /// Takes the words.
    public init(isIPv4: Bool, high: UInt64, low: UInt64) {
        self.isIPv4 = isIPv4
        self.high = high
        self.low = low
    }
}

/// The moment and the place that a request comes from.
public struct RequestContext: Hashable, Sendable {
    /// The wall clock.
    public var nowUnixMilliseconds: Int64
    /// Nil for a Unix socket; a policy that reads it then fails to evaluate.
    public var sourceAddress: SourceAddress?

    /// Takes the moment and the place.
    public init(nowUnixMilliseconds: Int64, sourceAddress: SourceAddress?) {
        self.nowUnixMilliseconds = nowUnixMilliseconds
        self.sourceAddress = sourceAddress
    }
}

/// What a caller may want of a model.
public enum ModelAction: UInt8, Hashable, Sendable, CaseIterable {
    case infer
    case metadata
    case explain

    /// The id of the Cedar action.
    public var name: String {
        switch self {
        case .infer: "infer"
        case .metadata: "metadata"
        case .explain: "explain"
        }
    }
}

/// What may be done with data in a region.
public enum RegionAction: UInt8, Hashable, Sendable, CaseIterable {
    case process
    case cache
    case log

    /// The id of the Cedar action.
    public var name: String {
        switch self {
        case .process: "process"
        case .cache: "cache"
        case .log: "log"
        }
    }
}
