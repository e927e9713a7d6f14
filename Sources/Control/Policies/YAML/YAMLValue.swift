// A value in a YAML file that is read strictly: each reader returns nil after noting what is wrong.

import Policy
import Yams

/// A node of a YAML file with its place.
struct YAMLValue {
    let node: Node
    let source: YAMLSource

    init(_ node: Node, _ source: YAMLSource) {
        self.node = node
        self.source = source
    }

    /// Notes a mistake at this place.
    func fail(_ message: String, suggestion: String? = nil) {
        source.fail(
            line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, message,
            suggestion: suggestion)
    }

    /// A mapping of known keys; unknown ones are noted.
    func mapping(_ keys: [String], _ what: String) -> YAMLMapping? {
        guard let entries = entries(what) else { return nil }
        var values: [String: YAMLValue] = [:]
        for entry in entries {
            guard let key = entry.key.text("a key") else { continue }
            guard keys.contains(key) else {
                entry.key.fail(
                    "unknown key \"\(key)\" in \(what)",
                    suggestion: Nearest.suggestion(for: key, among: keys))
                continue
            }
            values[key] = entry.value
        }
        return YAMLMapping(place: self, what: what, values: values)
    }

    /// The keys and values of a mapping in the file's order.
    func entries(_ what: String) -> [(key: YAMLValue, value: YAMLValue)]? {
        guard plain() else { return nil }
        guard case .mapping(let mapping) = node else {
            fail("expected \(what) as a mapping, `key: value`, but found \(found)")
            return nil
        }
        return mapping.map { (YAMLValue($0.key, source), YAMLValue($0.value, source)) }
    }

    /// The members of a list.
    func list(_ what: String) -> [YAMLValue]? {
        guard plain() else { return nil }
        guard case .sequence(let sequence) = node else {
            fail("expected \(what) as a list, `[a, b]`, but found \(found)")
            return nil
        }
        return sequence.map { YAMLValue($0, source) }
    }

    /// A text that is not empty.
    func text(_ what: String) -> String? {
        guard plain() else { return nil }
        guard case .scalar(let scalar) = node, !isNothing, !scalar.string.isEmpty else {
            fail("expected \(what), but found \(found)")
            return nil
        }
        return scalar.string
    }

    /// A name of `[A-Za-z0-9._-]{1,128}`.
    func name(_ what: String) -> String? {
        guard let text = text(what) else { return nil }
        guard PolicyName.isValid(text) else {
            fail("\"\(text)\" cannot be \(what): use 1 to 128 of A-Z, a-z, 0-9, '.', '_', '-'")
            return nil
        }
        return text
    }

    /// A whole number within bounds.
    func integer(_ what: String, in range: ClosedRange<Int>) -> Int? {
        guard plain() else { return nil }
        guard case .scalar(let scalar) = node, scalar.style == .plain,
            scalar.string.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
            let value = Int(scalar.string), range.contains(value)
        else {
            fail(
                "expected \(what): a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound), but found \(found)")
            return nil
        }
        return value
    }

    /// `true` or `false`.
    func boolean(_ what: String) -> Bool? {
        guard plain() else { return nil }
        if case .scalar(let scalar) = node, scalar.style == .plain {
            if scalar.string == "true" { return true }
            if scalar.string == "false" { return false }
        }
        fail("expected \(what): true or false, but found \(found)")
        return nil
    }

    /// One of a few words.
    func word<Choice>(_ what: String, _ choices: KeyValuePairs<String, Choice>) -> Choice? {
        guard let text = text(what) else { return nil }
        if let choice = choices.first(where: { $0.key == text }) { return choice.value }
        let words = choices.map(\.key)
        fail(
            "\"\(text)\" cannot be \(what); write \(words.joined(separator: " or "))",
            suggestion: Nearest.name(to: text, among: words).map { "did you mean \"\($0)\"?" })
        return nil
    }

    /// A list of names, each once.
    func names(_ what: String) -> [YAMLName]? {
        guard let members = list("a list of \(what)s") else { return nil }
        var names: [YAMLName] = []
        var seen: Set<String> = []
        for member in members {
            guard let name = member.name("a \(what) name") else { continue }
            guard seen.insert(name).inserted else {
                member.fail("the \(what) \"\(name)\" is given twice; keep one")
                continue
            }
            names.append(YAMLName(text: name, place: member))
        }
        return names
    }

    private var isNothing: Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    private var found: String {
        switch node {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        case .scalar(let scalar):
            isNothing || scalar.string.isEmpty ? "nothing" : "\"\(scalar.string.prefix(80))\""
        }
    }

    /// Anchors and aliases would let one line mean another's text, which a reader may miss.
    private func plain() -> Bool {
        guard node.anchor == nil else {
            fail("anchors and aliases are not allowed here; write the value out")
            return false
        }
        return true
    }
}

/// A name and where it stands.
struct YAMLName {
    let text: String
    let place: YAMLValue

    /// Notes that the name is not among those known, and returns whether it is.
    func isKnown(_ what: String, among known: KnownNames, in file: String) -> Bool {
        guard !known.contains(text) else { return true }
        place.fail(
            "unknown \(what) \"\(text)\": it is not in \(file)",
            suggestion: known.suggestion(for: text))
        return false
    }
}
