// How the parts of a policy set are joined: names to numbers, and names to Cedar entities.

import Cedar

extension Policies {
    static func names(
        _ names: [String], _ kind: String, atMost limit: Int, _ tooMany: (Int) -> PoliciesFault
    ) throws(PoliciesFault) -> [String] {
        guard names.count <= limit else { throw tooMany(names.count) }
        let sorted = names.sorted()
        for (index, name) in sorted.enumerated() {
            guard PolicyName.isValid(name) else { throw .badName(kind: kind, name: name) }
            guard index == 0 || sorted[index - 1] != name else {
                throw .repeatedName(kind: kind, name: name)
            }
        }
        return sorted
    }

    static func resolve(
        _ contents: PolicyContents, dataClasses: [String]
    ) throws(PoliciesFault) -> [Model] {
        let models = contents.models.sorted { $0.name < $1.name }
        let names = Set(
            try names(models.map(\.name), "model", atMost: 65_535) { .tooManyModels($0) })
        for limit in contents.limits {
            for name in limit.modelNames where !names.contains(name) {
                throw .unknownName(kind: "model", name: name)
            }
        }
        var joined: [Model] = []
        for model in models {
            var classes: DataClassSet = []
            for name in model.dataClassNames {
                guard let position = dataClasses.firstIndex(of: name) else {
                    throw .unknownName(kind: "data class", name: name)
                }
                classes.insert(DataClassIndex(UInt8(position)))
            }
            let limits = contents.limits.indices.filter { position in
                let filter = contents.limits[position].modelNames
                return filter.isEmpty || filter.contains(model.name)
            }
            joined.append(model.joined(dataClasses: classes, limits: limits))
        }
        return joined
    }

    static func entities(_ contents: PolicyContents) throws(PoliciesFault) -> [Cedar.Entity] {
        var all = contents.schema.actionEntities
        func add(_ type: String, _ names: [String]) {
            all += names.map { Cedar.Entity(uid: EntityUID(type: type, id: $0)) }
        }
        add("Tenant", contents.tenants)
        add("Role", contents.roles)
        add("DataClass", contents.dataClasses)
        add("Jurisdiction", contents.jurisdictions)
        add("ModelGroup", contents.modelGroups)
        for model in contents.models {
            for group in model.groups where !contents.modelGroups.contains(group) {
                throw .unknownName(kind: "model group", name: group)
            }
            let classes = model.dataClassNames.map { name in
                Value.entity(EntityUID(type: "DataClass", id: name))
            }
            all.append(
                Cedar.Entity(
                    uid: EntityUID(type: "Model", id: model.name),
                    attributes: ["dataClasses": .set(Set(classes))],
                    parents: model.groups.map { EntityUID(type: "ModelGroup", id: $0) }))
        }
        for region in contents.regions {
            for name in region.jurisdictions where !contents.jurisdictions.contains(name) {
                throw .unknownName(kind: "jurisdiction", name: name)
            }
            all.append(
                Cedar.Entity(
                    uid: EntityUID(type: "Region", id: region.name),
                    parents: region.jurisdictions.map { EntityUID(type: "Jurisdiction", id: $0) }))
        }
        return all
    }
}
