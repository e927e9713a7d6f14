// Positions in a policy set's sorted lists of names, one type each so that they cannot be mixed up.

/// The position of a model in `Policies.models`.
public struct ModelIndex: Hashable, Sendable {
    /// The position.
    public let rawValue: UInt16

    /// Wraps a position.
    public init(_ rawValue: UInt16) { self.rawValue = rawValue }
}

/// The position of a region in `Policies.regions`, below 64.
public struct RegionIndex: Hashable, Sendable {
    /// The position.
    public let rawValue: UInt8

    /// Wraps a position.
    public init(_ rawValue: UInt8) { self.rawValue = rawValue }
}

/// The position of a tenant in `Policies.tenants`.
public struct TenantIndex: Hashable, Sendable {
    /// The position.
    public let rawValue: UInt16

    /// Wraps a position.
    public init(_ rawValue: UInt16) { self.rawValue = rawValue }
}

/// The position of a data class in `Policies.dataClasses`, below 64.
public struct DataClassIndex: Hashable, Sendable {
    /// The position.
    public let rawValue: UInt8

    /// Wraps a position.
    public init(_ rawValue: UInt8) { self.rawValue = rawValue }
}

/// The position of a version in a model's `TrafficRule.versions`.
public struct VersionIndex: Hashable, Sendable {
    /// The position.
    public let rawValue: UInt16

    /// Wraps a position.
    public init(_ rawValue: UInt16) { self.rawValue = rawValue }
}
