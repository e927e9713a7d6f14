// Types of attributes and tags, and what `has` and `hasTag` prove.

extension TypeChecker {
    private func attribute(_ name: String, of type: StaticType) -> RecordShape.Attribute? {
        shape(of: type)?[name]
    }

    private func shape(of type: StaticType) -> RecordShape? {
        switch type {
        case .record(let shape): shape
        case .entity(let name): schema.entityTypes[name]?.attributes
        default: nil
        }
    }

    mutating func checkAttribute(
        _ base: Expression, _ name: String, _ prior: Set<Capability>, _ expression: Expression
    ) -> Answer {
        guard let holder = expect(.entityOrRecord, base, prior).type else {
            return Answer(type: nil)
        }
        guard let attribute = attribute(name, of: holder) else {
            let known = shape(of: holder)?.names ?? []
            report(
                expression.range, "\(description(of: base, holder)) has no attribute `\(name)`",
                suggestion: Spelling.suggestion(for: name, in: known)
                    ?? Self.list(known, before: "the attributes are "))
            return Answer(type: nil)
        }
        guard attribute.isRequired || prior.contains(.attribute(name, of: base)) else {
            report(
                expression.range,
                "attribute `\(name)` is optional in \(description(of: base, holder))",
                suggestion: "check that it is there first: "
                    + "`\(source.text(base.range)) has \(Self.attributeName(name)) && …`")
            return Answer(type: nil)
        }
        return Answer(type: attribute.type)
    }

    private func description(of base: Expression, _ type: StaticType) -> String {
        switch type {
        case .record: quote(base)
        default: "\(quote(base)) of type `\(type)`"
        }
    }

    private static func attributeName(_ name: String) -> String {
        name.utf8.allSatisfy { $0 == 0x5F || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) }
            ? name : name.cedarLiteral
    }

    private static func list(_ names: [String], before words: String) -> String? {
        guard !names.isEmpty, names.count <= 12 else { return nil }
        return words + names.sorted().map { "`\($0)`" }.joined(separator: ", ")
    }

    /// Checks `a has b.c` as `a has b && a.b has c`.
    mutating func checkHas(
        _ base: Expression, _ path: [String], _ prior: Set<Capability>, _ expression: Expression
    ) -> Answer {
        guard path.count == 1, let name = path.first else {
            var holder = base
            var steps: [Expression] = []
            for name in path {
                steps.append(Expression(.has(holder, [name]), expression.range))
                holder = Expression(.attribute(holder, name), expression.range)
            }
            return checkAnd(steps, prior)
        }
        let answer = expect(.entityOrRecord, base, prior) { type in
            if case .set = type { "to look into a set, write `.contains(…)`" } else { nil }
        }
        guard let holder = answer.type else { return Answer(type: .bool) }
        guard let attribute = attribute(name, of: holder) else {
            // No entity of a declared type and no record has what its type does not declare.
            return Answer(type: holder == .anyEntity || holder == .never ? .bool : .alwaysFalse)
        }
        let capability = Capability.attribute(name, of: base)
        var isCertain = prior.contains(capability)
        // An entity need not exist, so even a required attribute of it can be missing.
        if case .record = holder, attribute.isRequired { isCertain = true }
        return Answer(type: isCertain ? .alwaysTrue : .bool, proves: [capability])
    }

    private func tagType(of type: StaticType) -> StaticType? {
        guard case .entity(let name) = type else { return nil }
        return schema.entityTypes[name]?.tags
    }

    mutating func checkHasTag(
        _ base: Expression, _ name: Expression, _ prior: Set<Capability>
    ) -> Answer {
        let holder = expect(.entity, base, prior)
        let tag = expect(.string, name, prior)
        guard let type = holder.type, tag.type != nil else { return Answer(type: .bool) }
        let capability = Capability.tag(name, of: base)
        if tagType(of: type) == nil { return Answer(type: .alwaysFalse, proves: [capability]) }
        let isCertain = prior.contains(capability)
        return Answer(type: isCertain ? .alwaysTrue : .bool, proves: [capability])
    }

    mutating func checkGetTag(
        _ base: Expression, _ name: Expression, _ prior: Set<Capability>, _ expression: Expression
    ) -> Answer {
        let holder = expect(.entity, base, prior)
        let tag = expect(.string, name, prior)
        guard let type = holder.type, tag.type != nil else { return Answer(type: nil) }
        guard prior.contains(.tag(name, of: base)) else {
            report(
                expression.range, "this tag may be missing",
                suggestion: "check that it is there first: "
                    + "`\(source.text(base.range)).hasTag(\(source.text(name.range))) && …`")
            return Answer(type: nil)
        }
        guard let tags = tagType(of: type) else {
            report(expression.range, "entities of type `\(type)` have no tags")
            return Answer(type: nil)
        }
        return Answer(type: tags)
    }
}
