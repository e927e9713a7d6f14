// One limit of `limits.yaml`: whom it counts, how much it allows, and where it counts.

/// A rate that callers, tenants or models are held to.
public final class LimitRule: Sendable {
    /// What one counter of a limit stands for; empty is one counter for all.
    public struct Dimensions: OptionSet, Hashable, Sendable {
        /// One bit for each dimension.
        public let rawValue: UInt8

        /// Wraps the bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// A counter for each caller: certificate, issuer and subject.
        public static let caller = Dimensions(rawValue: 1)
        /// A counter for each tenant.
        public static let tenant = Dimensions(rawValue: 2)
        /// A counter for each model.
        public static let model = Dimensions(rawValue: 4)
    }

    /// Where a limit is counted.
    public enum Scope: UInt8, Sendable {
        /// Exactly, for this process.
        case local
        /// For all gates, in Redis.
        case global
    }

    /// What a global limit does when its store is gone.
    public enum StoreFailure: UInt8, Sendable {
        /// Counts in this process meanwhile.
        case local
        /// Refuses with `limit_store_unavailable`.
        case deny
    }

    /// Its name, unique among its kind.
    public let name: String
    /// What one counter stands for.
    public let per: Dimensions
    /// The models it counts; empty means every model.
    public let modelNames: [String]
    /// How much is allowed.
    public let rate: GCRA
    /// Where it is counted.
    public let scope: Scope
    /// What happens when its store is gone.
    public let onStoreFailure: StoreFailure
    /// UTF-8 of the name, for headers and keys.
    public let nameBytes: [UInt8]

    /// Takes a limit as its file says it.
    public init(
        name: String, per: Dimensions, modelNames: [String] = [], rate: GCRA, scope: Scope,
        onStoreFailure: StoreFailure = .deny
    ) {
        self.name = name
        self.per = per
        self.modelNames = modelNames
        self.rate = rate
        self.scope = scope
        self.onStoreFailure = onStoreFailure
        self.nameBytes = Array(name.utf8)
    }

    /// Units for `q=` in RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers §3).
    public var quota: Int { Int(clamping: rate.burst) }

    /// Seconds for `w=` in RateLimit-Policy: the time in which the whole quota is earned.
    public var windowSeconds: Int {
        let (window, overflow) = rate.burst.multipliedReportingOverflow(
            by: rate.emissionIntervalNanoseconds)
        guard !overflow else { return Int(UInt64.max / 1_000_000_000) }
        return max(1, Int((window / 1_000_000_000) + (window % 1_000_000_000 == 0 ? 0 : 1)))
    }

    /// Appends the bytes that name the counter of a caller and a model, each part length-prefixed.
    ///
    /// Needs `keyBytes(caller:model:)` of room and does not allocate.
    public func writeKey(
        caller: Caller, model: Model, into output: inout OutputSpan<UInt8>
    ) {
        Self.append(nameBytes, &output)
        if per.contains(.tenant) { Self.append(caller.tenantBytes, &output) }
        if per.contains(.caller) { Self.append(caller.identityKey, &output) }
        if per.contains(.model) { Self.append(model.nameBytes, &output) }
    }

    /// How many bytes `writeKey` appends for a caller and a model.
    public func keyBytes(caller: Caller, model: Model) -> Int {
        var count = 2 + nameBytes.count
        if per.contains(.tenant) { count += 2 + caller.tenantBytes.count }
        if per.contains(.caller) { count += 2 + caller.identityKey.count }
        if per.contains(.model) { count += 2 + model.nameBytes.count }
        return count
    }

    /// The bytes that name the counter of a caller and a model.
    public func key(caller: Caller, model: Model) -> [UInt8] {
        [UInt8](capacity: keyBytes(caller: caller, model: model)) { output in
            writeKey(caller: caller, model: model, into: &output)
        }
    }

    private static func append(_ bytes: [UInt8], _ output: inout OutputSpan<UInt8>) {
        // INVARIANT: names and identity keys are shorter than 65,536 bytes, so two bytes hold each length.
        output.append(UInt8(truncatingIfNeeded: bytes.count >> 8))
        output.append(UInt8(truncatingIfNeeded: bytes.count))
        for byte in bytes { output.append(byte) }
    }
}
