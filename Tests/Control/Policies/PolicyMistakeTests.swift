// Every mistake in a policy folder, where it stands and what to write instead.

import Control
import Foundation
import Testing

@Suite struct PolicyMistakeTests {
    /// A change to one file, and how the mistake it makes is told.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let file: String
        let piece: String
        let replacement: String
        let told: [String]

        init(_ file: String, _ piece: String, _ replacement: String, _ told: String...) {
            self.file = file
            self.piece = piece
            self.replacement = replacement
            self.told = told
        }

        var testDescription: String { "\(file): \(replacement)" }
    }

    static let names: [Mistake] = [
        Mistake(
            "entities.yaml", "roles: [clinician]", "rolse: [clinician]",
            "entities.yaml:2:1: error: unknown key \"rolse\"", "rolse: [clinician]\n    | ^",
            "did you mean \"roles\"?"),
        Mistake(
            "entities.yaml", "tenants: [clinic, bank]\n", "",
            "entities.yaml:1:1: error: entities.yaml lacks the key \"tenants\""),
        Mistake(
            "entities.yaml", ", groups: [vision]", ", groups: [vison]",
            "entities.yaml:7:46: error: unknown model group \"vison\"", "did you mean \"vision\"?"),
        Mistake(
            "entities.yaml", "jurisdictions: [EU] }", "jurisdictions: [] }",
            "entities.yaml:11:34: error: region \"eu-frankfurt\" has no jurisdiction"),
        Mistake(
            "entities.yaml", "  ae-dubai: {", "  \"ae dubai\": {",
            "entities.yaml:10:3: error: \"ae dubai\" cannot be a region name"),
        Mistake(
            "entities.yaml", "[clinic, bank]", "[clinic, clinic]",
            "entities.yaml:1:19: error: the tenant \"clinic\" is given twice"),
        Mistake(
            "entities.yaml", "[clinic, bank]", "clinic",
            "entities.yaml:1:10: error: expected a list of tenants as a list"),
        Mistake(
            "entities.yaml", "tenants: [clinic, bank]", "tenants: [clinic, bank",
            "entities.yaml:2:6: error: not YAML: "),
        Mistake(
            "entities.yaml", "roles:", "tenants:",
            "entities.yaml:1:1: error: the key \"tenants\" is given twice"),
        Mistake(
            "entities.yaml", "[clinic, bank]", "&a [clinic, bank]",
            "error: anchors and aliases are not allowed here"),
        Mistake(
            "limits.yaml", "models: [digits]", "models: [digit]",
            "limits.yaml:3:45: error: unknown model \"digit\": it is not in entities.yaml",
            "did you mean \"digits\"?"),
        Mistake(
            "cache.yaml", "  digits:", "  digist:",
            "cache.yaml:3:3: error: unknown model \"digist\"", "did you mean \"digits\"?"),
        Mistake(
            "traffic.yaml", "  triage:", "  triag:",
            "traffic.yaml:3:3: error: unknown model \"triag\"",
            "entities.yaml:8:3: error: the model \"triage\" has no versions in traffic.yaml"),
        Mistake(
            "identity.yaml", "tenant: bank", "tenant: banc",
            "identity.yaml:6:56: error: unknown tenant \"banc\"", "did you mean \"bank\"?"),
        Mistake(
            "identity.yaml", "roles: [clinician]", "roles: [clinicain]",
            "error: unknown role \"clinicain\"", "did you mean \"clinician\"?"),
    ]

    static let values: [Mistake] = [
        Mistake(
            "limits.yaml", "rate: 100/s", "rate: 100 per second",
            "limits.yaml:2:46: error: \"100 per second\" is no rate", "write COUNT/s"),
        Mistake("limits.yaml", "burst: 50", "burst: 0", "a whole number from 1"),
        Mistake("limits.yaml", "scope: local", "scope: loca", "did you mean \"local\"?"),
        Mistake(
            "limits.yaml", ", on_store_failure: local", "",
            "a global limit must say what happens without its store"),
        Mistake(
            "limits.yaml", "scope: local", "scope: local, on_store_failure: deny",
            "a local limit has no store"),
        Mistake("limits.yaml", "name: shared", "name: per-caller", "is given twice; rename one"),
        Mistake(
            "cache.yaml", "deterministic: true", "deterministic: false",
            "cache.yaml:3:28: error: only a model that always answers alike may be cached",
            "remove \"digits\" from cache.yaml"),
        Mistake("cache.yaml", "deterministic: true", "deterministic: yes", "true or false"),
        Mistake("cache.yaml", "deterministic: true, ", "", "lacks the key \"deterministic\""),
        Mistake(
            "cache.yaml", "maximum_request_bytes: 1000", "maximum_request_bytes: lots",
            "cache.yaml:1:24: error: expected a size in bytes"),
        Mistake(
            "traffic.yaml", "{ \"1\": 90, \"2\": 10 }", "{ \"1\": 0, \"2\": 0 }",
            "traffic.yaml:2:23: error: every weight is zero"),
        Mistake("traffic.yaml", "\"2\": 10", "\"2\": -1", "expected a weight: a whole number"),
        Mistake("traffic.yaml", "header:X-User", "cookie", "\"cookie\" cannot be sticky"),
        Mistake(
            "traffic.yaml", "timeout_milliseconds: 500",
            "timeout_milliseconds: 500, per_try_timeout_milliseconds: 501",
            "one try may not take longer than the whole, 500 ms"),
        Mistake(
            "identity.yaml", "portcullis.dev/caller/{name}", "portcullis.dev/service/{name}",
            "is none of /caller/NAME"),
        Mistake(
            "identity.yaml", "portcullis.dev/caller/{name}", "other.dev/caller/{name}",
            "unknown trust domain \"other.dev\"", "known: portcullis.dev"),
        Mistake(
            "identity.yaml", "dns: legacy.bank.test, caller: legacy",
            "dns: legacy.bank.test, caller: \"{name}\"", "only a spiffe mapping has a {name}"),
        Mistake(
            "identity.yaml", "dns: legacy.bank.test", "dns: a.test, common_name: b",
            "exactly one of spiffe, dns and common_name"),
        Mistake(
            "identity.yaml", "[ES256]", "[HS256]",
            "\"HS256\" cannot be an algorithm; write RS256 or ES256"),
        Mistake("identity.yaml", "audiences: [portcullis]", "audiences: []", "no audience"),
        Mistake(
            "identity.yaml", "../ca.pem", "../no.pem",
            "identity.yaml:3:32: error: \"../no.pem\": there is no such file"),
        Mistake("../ca.pem", "MIIBhTCC", "MIIBhTCD", "ca.pem: error: is no bundle of certificates"),
        Mistake("../jwks.json", "\"crv\": \"P-256\"", "\"crv\": \"P-999\"", "../jwks.json:1:"),
        Mistake("../jwks.json", "\"keys\"", "\"kes\"", "../jwks.json:1:1: error: "),
    ]

    static let policies: [Mistake] = [
        Mistake(
            "access.cedar", "Role::\"clinician\"", "Role::\"clinicain\"",
            "access.cedar:2:22: error: Role::\"clinicain\" is not in entities.yaml",
            "did you mean \"clinician\"?"),
        Mistake(
            "residency.cedar", "Jurisdiction::\"AE\"", "Jurisdiction::\"UAE\"",
            "Jurisdiction::\"UAE\" is not in entities.yaml", "\"AE\""),
        Mistake(
            "access.cedar", "Tenant::\"bank\"", "Tenent::\"bank\"", "access.cedar:4:", "Tenant"),
        Mistake(
            "access.cedar", "Action::\"infer\"", "Action::\"inferr\"", "access.cedar:2:", "infer"),
        Mistake("access.cedar", "permit (", "permitt (", "access.cedar:2:1: error: "),
        Mistake(
            "access.cedar", "no-bank", "clinicians-infer",
            "access.cedar:3:1: error: a policy \"clinicians-infer\" stands above already"),
        Mistake("schema.cedarschema", "entity Region", "entity Rigion", "error: "),
        Mistake(
            "schema.cedarschema", "action process, cache, log", "action process, cache",
            "schema.cedarschema:1:1: error: the gate's vocabulary lacks action log"),
        Mistake(
            "tests/access.yaml", "model: digits", "model: digitz",
            "tests/access.yaml:7:12: error: unknown model \"digitz\"", "did you mean \"digits\"?"),
        Mistake(
            "tests/access.yaml", "[clinicians-infer]", "[clinician-infer]",
            "unknown policy \"clinician-infer\"", "did you mean \"clinicians-infer\"?"),
        Mistake(
            "tests/access.yaml", "decision: allow", "decision: permit",
            "\"permit\" cannot be a decision; write allow or deny"),
        Mistake(
            "tests/access.yaml", "model: digits", "model: digits\n    now: yesterday",
            "\"yesterday\" is no time"),
    ]

    @Test(arguments: names + values + policies)
    func `a mistake is told with its place and what to write`(_ mistake: Mistake) throws {
        let folder = try PolicyFolderFixture()
        try folder.change(mistake.file, mistake.piece, mistake.replacement)
        let text = folder.mistakes().joined(separator: "\n")
        for piece in mistake.told {
            #expect(text.contains(piece), "\(text)")
        }
        #expect(PolicyCheck.run(directory: folder.directory).exitCode == 65)
    }

    @Test func `all mistakes of all files are told at once, by file and line`() throws {
        let folder = try PolicyFolderFixture()
        try folder.change("access.cedar", "Role::\"clinician\"", "Role::\"nurse\"")
        try folder.change("entities.yaml", ", groups: [vision]", ", groups: [vison]")
        try folder.change("limits.yaml", "rate: 100/s", "rate: fast")
        try folder.change("limits.yaml", "rate: 5/m", "rate: slow")
        try folder.change("traffic.yaml", "\"2\": 10", "\"2\": ten")
        let places = folder.mistakes().map { $0.prefix { $0 != " " } }
        #expect(
            places == [
                "access.cedar:2:22:", "entities.yaml:7:46:", "limits.yaml:2:46:",
                "limits.yaml:3:60:",
                "traffic.yaml:2:39:",
            ])
    }

    @Test func `missing and unknown files are mistakes`() throws {
        let folder = try PolicyFolderFixture()
        try FileManager.default.removeItem(atPath: folder.directory + "/limits.yaml")
        try folder.write("limit.yaml", "limits: []")
        try folder.write("tests/notes.txt", "x")
        #expect(
            folder.mistakes() == [
                "limit.yaml: error: does not belong in a policy set\n  = did you mean \"limits.yaml\"?",
                "limits.yaml: error: is missing; every policy set has it",
                "tests/notes.txt: error: is no file of tests; their names end in .yaml",
            ])
    }

    @Test func `a policy without a name is a warning`() throws {
        let folder = try PolicyFolderFixture()
        try folder.change("residency.cedar", "@id(\"uae\")\n", "")
        let report = PolicyCheck.run(directory: folder.directory)
        #expect(report.exitCode == 0)
        #expect(report.text.contains("residency.cedar:1:1: warning: this policy has no name"))
    }

    @Test func `too many regions and data classes are told`() throws {
        let folder = try PolicyFolderFixture()
        let regions = (0..<63).map { "  r\($0): { jurisdictions: [AE] }\n" }.joined()
        try folder.change("entities.yaml", "regions:\n", "regions:\n" + regions)
        let classes = (0..<63).map { "c\($0)" }.joined(separator: ", ")
        try folder.change("entities.yaml", "[public, health]", "[public, health, \(classes)]")
        let text = folder.mistakes().joined(separator: "\n")
        #expect(text.contains("65 regions; a set may have 64"))
        #expect(text.contains("65 data class names; a set may have 64"))
    }

    @Test(arguments: [
        "", "\u{0}", "- - - -", "{", "? [a]: b", "a: *b", "%YAML 9.9", "--- a\n--- b",
        String(repeating: "[", count: 5000), "tenants: !!binary AAAA", "tenants: {}", "[]", "~",
        "tenants: [[[[]]]]", "\u{FEFF}tenants: 1", "regions: {a: {a: {a: {}}}}",
    ])
    func `nonsense in a YAML file is refused and does not crash`(_ text: String) throws {
        for name in ["entities.yaml", "identity.yaml", "limits.yaml", "cache.yaml", "traffic.yaml"]
        {
            let folder = try PolicyFolderFixture()
            try folder.write(name, text)
            if name == "cache.yaml", text == "{}" { continue }
            #expect(!folder.mistakes().isEmpty, "\(name)")
        }
    }

    @Test func `bytes that are no text are refused`() throws {
        let folder = try PolicyFolderFixture()
        try Data([0x74, 0xff, 0xfe]).write(to: URL(filePath: folder.directory + "/traffic.yaml"))
        #expect(folder.mistakes().contains("traffic.yaml: error: is not UTF-8 text"))
    }

    @Test func `a folder that is not there is told as such`() {
        let report = PolicyCheck.run(directory: "/nowhere/policies")
        #expect(report.exitCode == 66)
        #expect(report.diagnostics.count == 1)
    }
}
