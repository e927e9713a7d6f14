// Reads `cache.yaml`: which answers may be kept.

import Policy

/// What `cache.yaml` says.
struct CacheFile {
    private(set) var settings = CacheSettings()
    private(set) var rules: [String: CacheRule] = [:]

    init?(_ source: YAMLSource, _ entities: EntitiesFile) {
        let keys = ["maximum_request_bytes", "maximum_answer_bytes", "memory_bytes", "models"]
        guard
            let root = source.root(expecting: "bounds and models")?.mapping(keys, "cache.yaml")
        else { return nil }
        let standard = CacheSettings()
        func bytes(_ key: String, _ most: Int, _ otherwise: Int) -> Int {
            root.optional(key)?.integer("a size in bytes", in: 0...most) ?? otherwise
        }
        settings = CacheSettings(
            maximumRequestBytes: bytes(
                "maximum_request_bytes", 64 << 20, standard.maximumRequestBytes),
            maximumAnswerBytes: bytes(
                "maximum_answer_bytes", 64 << 20, standard.maximumAnswerBytes),
            memoryBytes: bytes("memory_bytes", 1 << 40, standard.memoryBytes))
        for entry in root.optional("models")?.entries("models") ?? [] {
            guard let name = entry.key.name("a model name"),
                YAMLName(text: name, place: entry.key)
                    .isKnown("model", among: entities.modelNames, in: "entities.yaml"),
                let rule = Self.rule(entry.value, name)
            else { continue }
            rules[name] = rule
        }
    }

    private static func rule(_ value: YAMLValue, _ model: String) -> CacheRule? {
        guard
            let entry = value.mapping(
                ["deterministic", "ttl_seconds", "store", "parameters"], "the rule of \"\(model)\""),
            let place = entry.required("deterministic"),
            let deterministic = place.boolean("deterministic"),
            let seconds = entry.required("ttl_seconds")?
                .integer("seconds that an answer is kept", in: 1...2_592_000),
            let store = entry.required("store")?
                .word(
                    "a store", ["memory": CacheRule.Store.memory, "redis": CacheRule.Store.redis])
        else { return nil }
        guard deterministic else {
            place.fail(
                "only a model that always answers alike may be cached",
                suggestion: "remove \"\(model)\" from cache.yaml, or write `deterministic: true`")
            return nil
        }
        let parameters = entry.optional("parameters")?.list("parameters") ?? []
        return CacheRule(
            deterministic: true, ttlMilliseconds: seconds * 1000, store: store,
            parameters: parameters.compactMap { $0.text("the name of a parameter") })
    }
}
