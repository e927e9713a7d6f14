// What was decided and why, for the audit log; shared by all requests that it holds for.

/// One decision of the policy set, with the policies that determined it.
public final class Decision: Sendable {
    /// Whether access was permitted and, once placed, a region too.
    public let allowed: Bool
    /// What is asked.
    public let action: ModelAction
    /// The data classes of the request.
    public let dataClasses: DataClassSet
    /// Ids of the access policies that determined it; empty when none permits.
    public let policies: [String]
    /// Ids of the residency policies that determined its regions; empty before it is placed.
    public let residencyPolicies: [String]
    /// Policies that could not be evaluated, each with its id and why.
    public let errors: [String]
    /// Regions where the data may be processed.
    public let process: RegionSet
    /// Regions where the answer may be kept.
    public let cache: RegionSet
    /// Regions where a full record may be written.
    public let log: RegionSet
    /// Names of the process and cache sets, length-prefixed; empty before it is placed.
    public let zone: [UInt8]

    init(
        allowed: Bool, action: ModelAction, dataClasses: DataClassSet, policies: [String] = [],
        residencyPolicies: [String] = [], errors: [String] = [], process: RegionSet = [],
        cache: RegionSet = [], log: RegionSet = [], zone: [UInt8] = []
    ) {
        self.allowed = allowed
        self.action = action
        self.dataClasses = dataClasses
        self.policies = policies
        self.residencyPolicies = residencyPolicies
        self.errors = errors
        self.process = process
        self.cache = cache
        self.log = log
        self.zone = zone
    }

    /// The same decision with the regions that residency found.
    func placed(_ residency: Residency, _ policies: Policies) -> Decision {
        Decision(
            allowed: allowed, action: action, dataClasses: dataClasses, policies: self.policies,
            residencyPolicies: residency.policies, errors: errors + residency.errors,
            process: residency.process, cache: residency.cache, log: residency.log,
            zone: policies.zone(process: residency.process, cache: residency.cache))
    }

    /// The same decision, refused for where the data would go.
    func refused() -> Decision {
        Decision(
            allowed: false, action: action, dataClasses: dataClasses, policies: policies,
            residencyPolicies: residencyPolicies, errors: errors, process: process, cache: cache,
            log: log, zone: zone)
    }
}
