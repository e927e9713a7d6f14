// Reads a file of `tests/`: requests and the decisions that they must get.

import Cedar
import Policy
import Yams

/// The cases of one file.
struct TestsFile {
    private(set) var cases: [PolicyCase] = []
    private let names: CaseNames

    /// The most cases in one file.
    static let maximum = 10_000

    private static let keys = [
        "name", "caller", "tenant", "roles", "action", "model", "data_classes", "now", "source",
        "gate", "serving", "expect",
    ]
    private static let expectKeys = [
        "decision", "policies", "residency_policies", "process", "cache", "log", "limits", "code",
    ]

    init(_ source: YAMLSource, _ names: CaseNames) {
        self.names = names
        guard
            let root = source.root(expecting: "tests")?.mapping(["tests"], "a file of tests"),
            let place = root.required("tests"), let items = place.list("tests")
        else { return }
        guard items.count <= Self.maximum else {
            place.fail("\(items.count) tests; a file may have \(Self.maximum)")
            return
        }
        for item in items {
            if let entry = item.mapping(Self.keys, "a test"), let read = read(entry) {
                cases.append(read)
            }
        }
    }

    private func read(_ entry: YAMLMapping) -> PolicyCase? {
        guard let name = entry.required("name")?.text("what the test shows"),
            let caller = entry.required("caller")?.name("a caller name"),
            let tenant = known(entry.required("tenant"), "tenant", names.tenants),
            let action = entry.required("action")?
                .word(
                    "an action",
                    [
                        "infer": ModelAction.infer, "metadata": ModelAction.metadata,
                        "explain": ModelAction.explain,
                    ]),
            let model = known(entry.required("model"), "model", names.models),
            let expect = entry.required("expect")?.mapping(Self.expectKeys, "expect"),
            let expected = readExpectation(expect), let context = readContext(entry)
        else { return nil }
        let serving = entry.optional("serving").map { list($0, "region", names.regions) }
        let gate = entry.optional("gate").flatMap { known($0, "region", names.regions) }
        if (serving == nil) != (gate == nil) {
            entry.place.fail("`gate` and `serving` belong together; give both or neither")
        }
        return PolicyCase(
            name: name, file: entry.place.source.file.location,
            line: entry.place.node.mark?.line ?? 1, caller: caller, tenant: tenant,
            roles: entry.optional("roles").map { list($0, "role", names.roles) } ?? [],
            action: action, model: model,
            dataClasses: entry.optional("data_classes")
                .map { list($0, "data class", names.dataClasses) } ?? [],
            context: context, gate: gate, serving: serving, expected: expected)
    }

    private func readContext(_ entry: YAMLMapping) -> RequestContext? {
        // 2026-01-01T00:00:00Z, where a test says nothing: its outcome must not depend on the day.
        var now: Int64 = 1_767_225_600_000
        if let place = entry.optional("now") {
            guard let text = place.text("a time") else { return nil }
            guard let time = TimeText.datetime(text) else {
                place.fail("\"\(text)\" is no time", suggestion: "write \"2026-01-01T00:00:00Z\"")
                return nil
            }
            now = time
        }
        var source = SourceAddress(isIPv4: true, high: 0, low: 0x7f00_0001)
        if let place = entry.optional("source") {
            guard let text = place.text("an address") else { return nil }
            guard let address = IPNetwork(parsing: text), !text.contains("/") else {
                place.fail("\"\(text)\" is no IP address", suggestion: "write 10.0.0.1 or \"::1\"")
                return nil
            }
            source = SourceAddress(isIPv4: address.isIPv4, high: address.high, low: address.low)
        }
        return RequestContext(nowUnixMilliseconds: now, sourceAddress: source)
    }

    private func readExpectation(_ entry: YAMLMapping) -> PolicyCase.Expectation? {
        guard
            let allowed = entry.required("decision")?
                .word("a decision", ["allow": true, "deny": false])
        else { return nil }
        func list(_ key: String, _ what: String, _ known: KnownNames?) -> [String]? {
            entry.optional(key).map { self.list($0, what, known).sorted() }
        }
        return PolicyCase.Expectation(
            allowed: allowed, policies: list("policies", "policy", names.access),
            residencyPolicies: list("residency_policies", "policy", names.residency),
            process: list("process", "region", names.regions),
            cache: list("cache", "region", names.regions),
            log: list("log", "region", names.regions),
            limits: list("limits", "limit", names.limits),
            code: entry.optional("code")?
                .word(
                    "a code",
                    [
                        "access_denied": "access_denied", "residency_denied": "residency_denied",
                        "no_worker": "no_worker",
                    ]))
    }

    private func known(_ value: YAMLValue?, _ what: String, _ known: KnownNames?) -> String? {
        guard let value, let text = value.text("a \(what)") else { return nil }
        guard let known else { return text }
        let name = YAMLName(text: text, place: value)
        return name.isKnown(what, among: known, in: "this policy set") ? text : nil
    }

    private func list(_ value: YAMLValue, _ what: String, _ known: KnownNames?) -> [String] {
        (value.list("a list") ?? []).compactMap { self.known($0, what, known) }
    }
}
