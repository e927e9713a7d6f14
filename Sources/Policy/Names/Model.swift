// A model that the policy set knows, with everything said of it in the files.

/// A model: its data classes, its groups and its rules.
public struct Model: Sendable {
    /// Its name, unique among its kind.
    public let name: String
    /// Names of its data classes.
    public let dataClassNames: [String]
    /// Groups that it belongs to.
    public let groups: [String]
    /// How its requests are spread.
    public let traffic: TrafficRule
    /// Regions where the answer may be kept.
    public let cache: CacheRule?
    /// UTF-8 of the name.
    public let nameBytes: [UInt8]
    /// The data classes, as the policy set numbers them.
    public internal(set) var dataClasses: DataClassSet = []
    /// Positions in `Policies.limits` of the limits that count this model.
    public internal(set) var limits: [Int] = []

    /// Takes a model as the files say it; a policy set fills in the rest.
    public init(
        name: String, dataClassNames: [String], groups: [String] = [], traffic: TrafficRule,
        cache: CacheRule? = nil
    ) {
        self.name = name
        self.dataClassNames = dataClassNames
        self.groups = groups
        self.traffic = traffic
        self.cache = cache
        self.nameBytes = Array(name.utf8)
    }
}
