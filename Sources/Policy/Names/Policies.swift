// One policy set, whole: an immutable snapshot that every shard reads.

public import Cedar

/// A policy set: two Cedar policy sets over one schema, and the rules and names of the YAML files.
public final class Policies: Sendable {
    /// SHA-256 over every file of the set, in lower-case hexadecimal.
    public let id: String
    /// Counts the sets that this process has loaded.
    public let sequence: UInt64
    /// Who may do what: `access.cedar`.
    public let access: Cedar.PolicySet
    /// What may be done where: `residency.cedar`.
    public let residency: Cedar.PolicySet
    /// The vocabulary: `schema.cedarschema`.
    public let schema: Cedar.Schema
    /// Tenants, roles, models, regions and the rest; callers join per request.
    public let entities: Cedar.Entities
    /// Sorted by name.
    public let models: [Model]
    /// Sorted by name.
    public let regions: [Region]
    /// Sorted by name.
    public let tenants: [String]
    /// Sorted by name.
    public let dataClasses: [String]
    /// Sorted by name.
    public let roles: [String]
    /// How callers are recognised: `identity.yaml`.
    public let identity: IdentityRules
    /// Rates: `limits.yaml`.
    public let limits: [LimitRule]
    /// Bounds of the cache: `cache.yaml`.
    public let cache: CacheSettings
    /// Whether access policies read the time or the source address, which decisions then depend on.
    let accessReadsTime: Bool
    let accessReadsSource: Bool
    private let modelTable: NameTable
    private let regionTable: NameTable
    private let dataClassTable: NameTable
    private let tenantNumbers: [String: TenantIndex]
    private let roleNames: Set<String>
    private let callerRoles: [String: [String]]

    /// Joins the parts, and checks what indexes and bit sets rely on.
    public init(
        _ contents: PolicyContents, id: String, sequence: UInt64
    ) throws(PoliciesFault) {
        self.id = id
        self.sequence = sequence
        access = contents.access
        residency = contents.residency
        schema = contents.schema
        identity = contents.identity
        limits = contents.limits
        cache = contents.cache
        roles = try Self.names(contents.roles, "role", atMost: Int.max) { .tooManyTenants($0) }
        tenants = try Self.names(contents.tenants, "tenant", atMost: 65_535) {
            .tooManyTenants($0)
        }
        dataClasses = try Self.names(contents.dataClasses, "data class", atMost: 64) {
            .tooManyDataClasses($0)
        }
        regions = contents.regions.sorted { $0.name < $1.name }
        _ = try Self.names(regions.map(\.name), "region", atMost: 64) { .tooManyRegions($0) }
        models = try Self.resolve(contents, dataClasses: dataClasses)
        let list = try Self.entities(contents)
        do throws(EntitiesError) {
            entities = try Cedar.Entities(list)
        } catch {
            throw .entities(error.description)
        }
        modelTable = NameTable(models.map(\.name))
        regionTable = NameTable(regions.map(\.name))
        dataClassTable = NameTable(dataClasses)
        tenantNumbers = Dictionary(
            uniqueKeysWithValues: tenants.enumerated().map { ($1, TenantIndex(UInt16($0))) })
        roleNames = Set(roles)
        callerRoles = contents.callerRoles
        accessReadsTime = access.readsContext("now")
        accessReadsSource = access.readsContext("sourceAddress")
    }

    /// Finds a model by the bytes of its name, without allocating.
    public func model(named name: Span<UInt8>) -> ModelIndex? {
        modelTable.find(name).map { ModelIndex(UInt16($0)) }
    }

    /// Finds a region by the bytes of its name, without allocating.
    public func region(named name: Span<UInt8>) -> RegionIndex? {
        regionTable.find(name).map { RegionIndex(UInt8($0)) }
    }

    /// Finds a model by name.
    public func model(named name: String) -> ModelIndex? { model(named: Array(name.utf8).span) }

    /// Finds a region by name.
    public func region(named name: String) -> RegionIndex? { region(named: Array(name.utf8).span) }

    /// Finds a data class by name.
    public func dataClassIndex(named name: String) -> DataClassIndex? {
        dataClassTable.find(Array(name.utf8).span).map { DataClassIndex(UInt8($0)) }
    }

    /// Finds a data class by the bytes of its name, without allocating.
    public func dataClassIndex(named name: Span<UInt8>) -> DataClassIndex? {
        dataClassTable.find(name).map { DataClassIndex(UInt8($0)) }
    }

    /// Finds a tenant by name.
    public func tenantIndex(named name: String) -> TenantIndex? { tenantNumbers[name] }

    /// Tells whether a role exists.
    public func hasRole(_ name: String) -> Bool { roleNames.contains(name) }

    /// The roles that `entities.yaml` gives to a caller by name.
    public func roles(ofCaller name: String) -> [String] { callerRoles[name] ?? [] }

    /// A model by its position.
    public subscript(_ index: ModelIndex) -> Model { models[Int(index.rawValue)] }

    /// A region by its position.
    public subscript(_ index: RegionIndex) -> Region { regions[Int(index.rawValue)] }
}
