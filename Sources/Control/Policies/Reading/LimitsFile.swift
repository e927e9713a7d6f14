// Reads `limits.yaml`: how often.

import Policy

/// What `limits.yaml` says.
struct LimitsFile {
    private(set) var limits: [LimitRule] = []
    /// Every name given, also of limits that have other mistakes.
    private(set) var names: Set<String> = []

    /// The most limits that a set may have.
    static let maximum = 1000

    init?(_ source: YAMLSource, _ entities: EntitiesFile) {
        guard
            let root = source.root(expecting: "limits")?.mapping(["limits"], "limits.yaml"),
            let place = root.required("limits"), let items = place.list("limits")
        else { return nil }
        if items.count > Self.maximum {
            place.fail("\(items.count) limits; a set may have \(Self.maximum)")
        }
        for item in items { read(item, entities) }
    }

    private mutating func read(_ item: YAMLValue, _ entities: EntitiesFile) {
        let keys = ["name", "per", "models", "rate", "burst", "scope", "on_store_failure"]
        guard let entry = item.mapping(keys, "a limit"),
            let namePlace = entry.required("name"), let name = namePlace.name("a limit name")
        else { return }
        if !names.insert(name).inserted {
            namePlace.fail("the limit \"\(name)\" is given twice; rename one")
        }
        guard let per = readDimensions(entry.required("per")),
            let rate = readRate(entry),
            let scope = entry.required("scope")?
                .word(
                    "a scope",
                    ["local": LimitRule.Scope.local, "global": LimitRule.Scope.global])
        else { return }
        var models: [String] = []
        if let place = entry.optional("models"), let names = place.names("model") {
            if names.isEmpty { place.fail("an empty list of models; leave it out to mean all") }
            for model in names
            where model.isKnown("model", among: entities.modelNames, in: "entities.yaml") {
                models.append(model.text)
            }
        }
        var failure = LimitRule.StoreFailure.deny
        if let place = entry.optional("on_store_failure") {
            if scope == .local {
                place.fail("a local limit has no store; leave on_store_failure out")
            }
            failure =
                place.word(
                    "on_store_failure",
                    ["local": LimitRule.StoreFailure.local, "deny": LimitRule.StoreFailure.deny])
                ?? .deny
        } else if scope == .global {
            item.fail(
                "a global limit must say what happens without its store",
                suggestion: "add `on_store_failure: local` or `on_store_failure: deny`")
        }
        limits.append(
            LimitRule(
                name: name, per: per, modelNames: models, rate: rate, scope: scope,
                onStoreFailure: failure))
    }

    private func readDimensions(_ value: YAMLValue?) -> LimitRule.Dimensions? {
        guard let value, let items = value.list("what it counts by") else { return nil }
        var per: LimitRule.Dimensions = []
        for item in items {
            guard
                let dimension = item.word(
                    "what a limit counts by",
                    [
                        "caller": LimitRule.Dimensions.caller,
                        "tenant": LimitRule.Dimensions.tenant,
                        "model": LimitRule.Dimensions.model,
                    ])
            else { continue }
            per.formUnion(dimension)
        }
        return per
    }

    private func readRate(_ entry: YAMLMapping) -> GCRA? {
        var burst: UInt64?
        if let place = entry.optional("burst") {
            guard let value = place.integer("a burst", in: 1...1_000_000_000) else { return nil }
            burst = UInt64(value)
        }
        guard let place = entry.required("rate"), let text = place.text("a rate") else {
            return nil
        }
        guard let rate = GCRA.parse(rate: text, burst: burst) else {
            place.fail(
                "\"\(text)\" is no rate that can be kept",
                suggestion: "write COUNT/s, COUNT/m, COUNT/h or COUNT/d, such as 100/s")
            return nil
        }
        return rate
    }
}
