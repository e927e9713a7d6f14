// Reads policies: annotations, effect, scope and conditions.

/// Parses the text of a policy set, going on after a fault to report all of them.
struct PolicyParser {
    var stream: TokenStream

    /// Parses a whole text.
    static func parse(_ source: SourceText) throws(Diagnostics) -> [Policy] {
        var faults: [SyntaxFault] = []
        var policies: [Policy] = []
        do throws(SyntaxFault) {
            var parser = PolicyParser(stream: try TokenStream(source))
            while !parser.stream.isAtEnd && faults.count < Limits.maximumDiagnostics {
                do throws(SyntaxFault) {
                    policies.append(try parser.policy(number: policies.count + faults.count))
                } catch {
                    faults.append(error)
                    parser.stream.recover()
                }
            }
        } catch {
            faults.append(error)
        }
        guard faults.isEmpty else {
            throw Diagnostics(
                faults.map { source.diagnostic($0.range, $0.message, suggestion: $0.suggestion) })
        }
        return policies
    }

    private mutating func policy(number: Int) throws(SyntaxFault) -> Policy {
        let start = stream.current.range
        let annotations = try annotations()
        let effect = try effect()
        try stream.expect(.leftParenthesis, "after `\(effect.rawValue)`")
        let principal = try scope(.principal)
        try stream.expect(
            .comma, "before `action`", suggestion: "a scope reads (principal, action, resource)")
        let action = try actionScope()
        try stream.expect(
            .comma, "before `resource`", suggestion: "a scope reads (principal, action, resource)")
        let resource = try scope(.resource)
        _ = stream.take(.comma)
        try stream.expect(.rightParenthesis, "after the scope")
        var conditions: [Policy.Condition] = []
        while !stream.isAt(.semicolon) { conditions.append(try condition()) }
        stream.advance()
        let range = start.through(stream.previousRange)
        return Policy(
            id: "policy\(number)", annotations: annotations, effect: effect,
            principal: principal, action: action, resource: resource, conditions: conditions,
            source: stream.source, range: range)
    }

    private mutating func annotations() throws(SyntaxFault) -> [Policy.Annotation] {
        var annotations: [Policy.Annotation] = []
        while stream.isAt(.at) {
            let range = stream.current.range
            stream.advance()
            let name = try stream.anyIdentifier("the annotation's name")
            guard !annotations.contains(where: { $0.name == name }) else {
                throw SyntaxFault(
                    range.through(stream.previousRange), "annotation `@\(name)` stands twice")
            }
            var value = ""
            if stream.take(.leftParenthesis) {
                value = try stream.string("the annotation's value in double quotes")
                try stream.expect(.rightParenthesis, "after the annotation's value")
            }
            annotations.append(Policy.Annotation(name: name, value: value))
        }
        return annotations
    }

    private mutating func effect() throws(SyntaxFault) -> Policy.Effect {
        guard stream.current.kind == .identifier,
            let effect = Policy.Effect(rawValue: stream.currentText)
        else {
            throw stream.unexpected(
                "`permit` or `forbid`",
                suggestion: Spelling.suggestion(
                    for: stream.currentText, in: ["permit", "forbid"]))
        }
        stream.advance()
        return effect
    }

    private mutating func condition() throws(SyntaxFault) -> Policy.Condition {
        let isWhen = stream.isAt(word: "when")
        guard isWhen || stream.isAt(word: "unless") else {
            throw stream.unexpected(
                "`when`, `unless` or `;`",
                suggestion: "a policy ends with `;`")
        }
        let clause = stream.currentText
        stream.advance()
        try stream.expect(.leftBrace, "after `\(clause)`")
        guard !stream.isAt(.rightBrace) else {
            throw SyntaxFault(
                stream.current.range, "the `\(clause)` clause is empty",
                suggestion: "leave the clause out, or write `true`")
        }
        let expression = try expression()
        try stream.expect(.rightBrace, "at the end of the `\(clause)` clause")
        return Policy.Condition(isWhen: isWhen, expression: expression)
    }
}
