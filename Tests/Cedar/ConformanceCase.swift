// One conformance case: files to read, requests to decide, answers to compare.

import Foundation

@testable import Cedar

/// Runs one case and lists where the outcome differs.
struct ConformanceCase {
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    struct Outcome {
        var failures: [String] = []
        var verdictFailure: String?
    }

    private let node: JSONNode
    private let file: URL
    private let root: URL

    init(file: URL, root: URL) throws {
        self.file = file
        self.root = root
        node = try JSONParser.parse(
            SourceText(try Self.text(of: file), fileName: file.lastPathComponent))
    }

    static func text(of file: URL) throws -> String {
        String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }

    func run() throws -> Outcome {
        let schemaText = try referenced("schema")
        if node["shouldParseSchema"]?.bool == false {
            let isParsed = (try? Schema(parsing: schemaText, fileName: "schema")) != nil
            return Outcome(failures: isParsed ? ["a schema was read that should not be"] : [])
        }
        let schema = try Schema(parsing: schemaText, fileName: "schema")
        let text = try referenced("policies")
        if node["shouldParse"]?.bool == false {
            let isParsed = (try? PolicySet(parsing: text, fileName: "policies")) != nil
            return Outcome(failures: isParsed ? ["policies were read that should not be"] : [])
        }
        let policies = try PolicySet(parsing: text, fileName: "policies")
        let entities = try Entities(
            parsingJSON: try referenced("entities"), fileName: "entities", schema: schema)
        var outcome = Outcome()
        let findings = schema.validate(policies).filter { $0.severity == .error }
        if let expected = node["shouldValidate"]?.bool, findings.isEmpty != expected {
            outcome.verdictFailure =
                "expected \(expected ? "valid" : "invalid") policies, found "
                + (findings.first?.description ?? "nothing wrong")
        }
        outcome.failures += schema.validate(entities).map { "entities: \($0)" }
        for request in node["requests"]?.array ?? [] {
            outcome.failures += try run(request, policies, entities, schema)
        }
        return outcome
    }

    private func run(
        _ node: JSONNode, _ policies: PolicySet, _ entities: Entities, _ schema: Schema
    ) throws -> [String] {
        let action = try entity(node, "action")
        let context = try node["context"].map { context throws(SyntaxFault) in
            try JSONValueDecoder.record(context, shape: schema.actions[action]?.context)
        }
        let request = Request(
            principal: try entity(node, "principal"), action: action,
            resource: try entity(node, "resource"), context: context ?? [:])
        let response = policies.evaluate(request, entities)
        let label = node["description"]?.string ?? "request"
        var failures: [String] = []
        if node["validateRequest"]?.bool == true {
            failures += schema.validate(request).map { "\(label): \($0)" }
        }
        func compare(_ what: String, _ expected: String, _ found: String) {
            if expected != found {
                failures.append("\(label): expected \(what) \(expected), found \(found)")
            }
        }
        compare("decision", node["decision"]?.string ?? "", response.decision.rawValue)
        compare(
            "reason", names(node["reason"]),
            names(response.determining.map { policies.policies[$0].id }))
        compare(
            "errors", names(node["errors"]),
            names(response.errors.map { policies.policies[$0.policyIndex].id }))
        return failures
    }

    private func names(_ node: JSONNode?) -> String {
        names((node?.array ?? []).compactMap(\.string))
    }

    private func names(_ list: [String]) -> String { list.sorted().joined(separator: ",") }

    private func entity(_ node: JSONNode, _ name: String) throws -> EntityUID {
        guard let value = node[name] else { throw Problem(description: "no \(name)") }
        return try JSONValueDecoder.entity(value)
    }

    /// Reads a file that the case names: beside the case, else relative to a folder above.
    private func referenced(_ name: String) throws -> String {
        guard let path = node[name]?.string else { throw Problem(description: "no \(name)") }
        let last = (path as NSString).lastPathComponent
        let folder = file.deletingLastPathComponent()
        var candidates = [folder.appendingPathComponent(last)]
        // A path in a case begins somewhere between the case's own folder and the root.
        var ancestor = folder
        while ancestor.path.hasPrefix(root.path) && ancestor.path != "/" {
            candidates.append(ancestor.appendingPathComponent(path))
            ancestor.deleteLastPathComponent()
        }
        candidates.append(root.appendingPathComponent(last))
        guard
            let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0.path) })
        else { throw Problem(description: "no file \(path)") }
        return try Self.text(of: found)
    }
}
