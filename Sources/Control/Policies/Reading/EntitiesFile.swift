// Reads `entities.yaml`: the names that every other file may use.

import Policy

/// What `entities.yaml` says exists.
struct EntitiesFile {
    /// A model and what it belongs to.
    struct ModelEntry {
        let name: YAMLName
        var dataClasses: [String] = []
        var groups: [String] = []
    }

    private(set) var tenants: KnownNames = []
    private(set) var roles: KnownNames = []
    private(set) var dataClasses: KnownNames = []
    private(set) var jurisdictions: KnownNames = []
    private(set) var modelGroups: KnownNames = []
    private(set) var models: [ModelEntry] = []
    private(set) var regions: [Region] = []
    private(set) var callerRoles: [String: [String]] = [:]

    private(set) var modelNames: KnownNames = []
    private(set) var regionNames: KnownNames = []

    init() {}

    init?(_ source: YAMLSource) {
        let keys = [
            "tenants", "roles", "data_classes", "jurisdictions", "model_groups", "models",
            "regions", "callers",
        ]
        guard
            let root = source.root(expecting: "the names that exist")?.mapping(
                keys, "entities.yaml")
        else { return nil }
        tenants = Self.names(root.required("tenants"), "tenant", atMost: 65_535)
        roles = Self.names(root.required("roles"), "role", atMost: 65_535)
        dataClasses = Self.names(root.required("data_classes"), "data class", atMost: 64)
        jurisdictions = Self.names(root.required("jurisdictions"), "jurisdiction", atMost: 65_535)
        modelGroups = Self.names(root.optional("model_groups"), "model group", atMost: 65_535)
        if let models = root.required("models") { readModels(models) }
        if let regions = root.required("regions") { readRegions(regions) }
        modelNames = KnownNames(models.map(\.name.text))
        regionNames = KnownNames(regions.map(\.name))
        if let callers = root.optional("callers") { readCallers(callers) }
    }

    private static func names(_ value: YAMLValue?, _ what: String, atMost limit: Int) -> KnownNames
    {
        guard let value, let names = value.names(what) else { return [] }
        if names.count > limit {
            value.fail("\(names.count) \(what) names; a set may have \(limit)")
        }
        return KnownNames(names.map(\.text))
    }

    private mutating func readModels(_ value: YAMLValue) {
        for entry in value.entries("models") ?? [] {
            guard let name = entry.key.name("a model name"),
                let model = entry.value.mapping(["data_classes", "groups"], "model \"\(name)\"")
            else { continue }
            var read = ModelEntry(name: YAMLName(text: name, place: entry.key))
            for item in model.required("data_classes")?.names("data class") ?? []
            where item.isKnown("data class", among: dataClasses, in: "data_classes") {
                read.dataClasses.append(item.text)
            }
            for item in model.optional("groups")?.names("model group") ?? []
            where item.isKnown("model group", among: modelGroups, in: "model_groups") {
                read.groups.append(item.text)
            }
            models.append(read)
        }
    }

    private mutating func readRegions(_ value: YAMLValue) {
        let entries = value.entries("regions") ?? []
        if entries.count > 64 { value.fail("\(entries.count) regions; a set may have 64") }
        for entry in entries {
            guard let name = entry.key.name("a region name"),
                let region = entry.value.mapping(["jurisdictions"], "region \"\(name)\""),
                let place = region.required("jurisdictions")
            else { continue }
            var known: [String] = []
            let names = place.names("jurisdiction")
            for item in names ?? []
            where item.isKnown("jurisdiction", among: jurisdictions, in: "jurisdictions") {
                known.append(item.text)
            }
            if names?.isEmpty == true {
                place.fail("region \"\(name)\" has no jurisdiction; name whose law holds there")
            }
            regions.append(Region(name: name, jurisdictions: known))
        }
    }

    private mutating func readCallers(_ value: YAMLValue) {
        for entry in value.entries("callers") ?? [] {
            guard let name = entry.key.name("a caller name"),
                let caller = entry.value.mapping(["roles"], "caller \"\(name)\"")
            else { continue }
            for item in caller.required("roles")?.names("role") ?? []
            where item.isKnown("role", among: roles, in: "roles") {
                callerRoles[name, default: []].append(item.text)
            }
        }
    }
}
