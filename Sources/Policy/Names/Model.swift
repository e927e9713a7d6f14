// A model that the policy set knows, with everything said of it in the files.

/// A model: its data classes, its groups and its rules.
///
/// A class, since every request looks at it: a reference is one count to keep, a copy a dozen.
public final class Model: Sendable {
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
    public let dataClasses: DataClassSet
    /// Positions in `Policies.limits` of the limits that count this model.
    public let limits: [Int]

    /// Takes a model as the files say it; a policy set fills in the rest.
    public convenience init(
        name: String, dataClassNames: [String], groups: [String] = [], traffic: TrafficRule,
        cache: CacheRule? = nil
    ) {
        self.init(
            name: name, dataClassNames: dataClassNames, groups: groups, traffic: traffic,
            cache: cache, dataClasses: [], limits: [])
    }

    private init(
        name: String, dataClassNames: [String], groups: [String], traffic: TrafficRule,
        cache: CacheRule?, dataClasses: DataClassSet, limits: [Int]
    ) {
        self.name = name
        self.dataClassNames = dataClassNames
        self.groups = groups
        self.traffic = traffic
        self.cache = cache
        self.nameBytes = Array(name.utf8)
        self.dataClasses = dataClasses
        self.limits = limits
    }

    /// The same model with what a policy set fills in.
    func joined(dataClasses: DataClassSet, limits: [Int]) -> Model {
        Model(
            name: name, dataClassNames: dataClassNames, groups: groups, traffic: traffic,
            cache: cache, dataClasses: dataClasses, limits: limits)
    }
}
