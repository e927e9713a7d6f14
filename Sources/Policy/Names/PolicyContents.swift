// The parts of a policy set, as its files say them, before they are joined.

public import Cedar

/// Everything that a policy set is made of.
public struct PolicyContents: Sendable {
    /// Who may do what: `access.cedar`.
    public var access: Cedar.PolicySet
    /// What may be done where: `residency.cedar`.
    public var residency: Cedar.PolicySet
    /// The vocabulary: `schema.cedarschema`.
    public var schema: Cedar.Schema
    /// Names of the tenants.
    public var tenants: [String] = []
    /// Names of the roles.
    public var roles: [String] = []
    /// Names of the data classes.
    public var dataClasses: [String] = []
    /// Names of the jurisdictions.
    public var jurisdictions: [String] = []
    /// Names of the model groups.
    public var modelGroups: [String] = []
    /// Models with their rules.
    public var models: [Model] = []
    /// Regions with their jurisdictions.
    public var regions: [Region] = []
    /// Roles by a caller's name.
    public var callerRoles: [String: [String]] = [:]
    /// How callers are recognised: `identity.yaml`.
    public var identity: IdentityRules
    /// Rates: `limits.yaml`.
    public var limits: [LimitRule] = []
    /// Bounds of the cache: `cache.yaml`.
    public var cache: CacheSettings

    /// Takes the parts without which there is no set; the rest starts empty.
    public init(
        access: Cedar.PolicySet, residency: Cedar.PolicySet, schema: Cedar.Schema,
        identity: IdentityRules, cache: CacheSettings = CacheSettings()
    ) {
        self.access = access
        self.residency = residency
        self.schema = schema
        self.identity = identity
        self.cache = cache
    }
}
