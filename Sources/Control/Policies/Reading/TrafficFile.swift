// Reads `traffic.yaml`: which version answers, and how long it may take.

import Policy

/// What `traffic.yaml` says, by model.
struct TrafficFile {
    private(set) var rules: [String: TrafficRule] = [:]

    /// The most versions that a model may have.
    static let maximumVersions = 1000

    init?(_ source: YAMLSource, _ entities: EntitiesFile) {
        guard
            let root = source.root(expecting: "models")?.mapping(["models"], "traffic.yaml"),
            let place = root.required("models"), let entries = place.entries("models")
        else { return nil }
        var named: Set<String> = []
        for entry in entries {
            guard let name = entry.key.name("a model name") else { continue }
            named.insert(name)
            guard
                YAMLName(text: name, place: entry.key)
                    .isKnown("model", among: entities.modelNames, in: "entities.yaml"),
                let rule = Self.rule(entry.value, name)
            else { continue }
            rules[name] = rule
        }
        for model in entities.models where !named.contains(model.name.text) {
            model.name.place.fail(
                "the model \"\(model.name.text)\" has no versions in traffic.yaml",
                suggestion: "add `\(model.name.text): { versions: { \"1\": 100 } }` there")
        }
    }

    private static func rule(_ value: YAMLValue, _ model: String) -> TrafficRule? {
        let keys = [
            "versions", "sticky", "salt", "explicit_versions", "idempotent",
            "timeout_milliseconds", "per_try_timeout_milliseconds",
        ]
        guard let entry = value.mapping(keys, "the traffic of \"\(model)\""),
            let versions = entry.required("versions").flatMap(versions)
        else { return nil }
        let total =
            entry.optional("timeout_milliseconds")?
            .integer("milliseconds", in: 1...3_600_000) ?? 10_000
        var perTry = total
        if let place = entry.optional("per_try_timeout_milliseconds"),
            let value = place.integer("milliseconds", in: 1...3_600_000)
        {
            if value > total {
                place.fail("one try may not take longer than the whole, \(total) ms")
            }
            perTry = value
        }
        return TrafficRule(
            versions: versions, sticky: sticky(entry.optional("sticky")),
            salt: entry.optional("salt")?.text("a salt") ?? model,
            explicitVersions: entry.optional("explicit_versions")?.boolean("explicit_versions")
                ?? false,
            idempotent: entry.optional("idempotent")?.boolean("idempotent") ?? false,
            totalTimeoutMilliseconds: total, perTryTimeoutMilliseconds: perTry)
    }

    private static func versions(_ value: YAMLValue) -> [TrafficRule.VersionWeight]? {
        guard let entries = value.entries("versions") else { return nil }
        guard entries.count <= maximumVersions else {
            value.fail("\(entries.count) versions; a model may have \(maximumVersions)")
            return nil
        }
        var versions: [TrafficRule.VersionWeight] = []
        for entry in entries {
            guard let name = entry.key.name("a version name"),
                let weight = entry.value.integer("a weight", in: 0...Int(UInt32.max))
            else { return nil }
            versions.append(.init(name: name, weight: UInt32(weight)))
        }
        guard versions.contains(where: { $0.weight > 0 }) else {
            value.fail(
                versions.isEmpty
                    ? "no version; name at least one, such as `\"1\": 100`"
                    : "every weight is zero, so that no version would answer; raise one")
            return nil
        }
        return versions
    }

    private static func sticky(_ value: YAMLValue?) -> TrafficRule.Sticky {
        guard let value, let text = value.text("caller, request or header:NAME") else {
            return .caller
        }
        switch text {
        case "caller": return .caller
        case "request": return .request
        default:
            let prefix = "header:"
            let name = text.dropFirst(prefix.count).lowercased()
            guard text.hasPrefix(prefix), PolicyName.isValid(name),
                !name.hasPrefix("x-portcullis-"),
                name != "authorization"
            else {
                value.fail(
                    "\"\(text)\" cannot be sticky",
                    suggestion: "write caller, request, or header:NAME with the client's header")
                return .caller
            }
            return .header(name)
        }
    }
}
