// Reads the declarations of actions.

extension SchemaParser {
    mutating func actionDeclarations() throws(SyntaxFault) -> [SchemaDocument.ActionDeclaration] {
        var names: [Expression.TypeName] = []
        repeat {
            let name = try name("the action's name")
            names.append(Expression.TypeName(name: name, range: stream.previousRange))
        } while stream.take(.comma)
        var shape = SchemaDocument.ActionDeclaration(name: names[0])
        if stream.take(word: "in") { shape.parents = try actionReferences() }
        if stream.take(word: "appliesTo") { try appliesTo(&shape) }
        if stream.take(word: "attributes") {
            try stream.expect(.leftBrace, "after `attributes`")
            try stream.expect(
                .rightBrace, "after `attributes {`", suggestion: "actions have no attributes")
        }
        try stream.expect(.semicolon, "after the action")
        return names.map { name in
            SchemaDocument.ActionDeclaration(
                name: name, parents: shape.parents, principals: shape.principals,
                resources: shape.resources, context: shape.context)
        }
    }

    private mutating func actionReferences() throws(SyntaxFault) -> [SchemaDocument.ActionReference]
    {
        guard stream.take(.leftBracket) else { return [try actionReference()] }
        var references: [SchemaDocument.ActionReference] = []
        repeat { references.append(try actionReference()) } while stream.take(.comma)
        try stream.expect(.rightBracket, "after the list of actions")
        return references
    }

    private mutating func actionReference() throws(SyntaxFault) -> SchemaDocument.ActionReference {
        let start = stream.current.range
        if stream.current.kind == .string {
            let id = try stream.string("an action")
            return SchemaDocument.ActionReference(type: nil, id: id, range: start)
        }
        let path = try stream.path("an action")
        guard stream.take(.pathSeparator) else {
            return SchemaDocument.ActionReference(type: nil, id: path.name, range: start)
        }
        let id = try stream.string("the action's id in double quotes")
        return SchemaDocument.ActionReference(
            type: path.name, id: id, range: start.through(stream.previousRange))
    }

    private mutating func appliesTo(
        _ action: inout SchemaDocument.ActionDeclaration
    ) throws(SyntaxFault) {
        let start = stream.previousRange
        try stream.expect(.leftBrace, "after `appliesTo`")
        var seen: Set<String> = []
        while !stream.isAt(.rightBrace) {
            let range = stream.current.range
            let part = try stream.anyIdentifier("`principal`, `resource` or `context`")
            guard seen.insert(part).inserted else {
                throw SyntaxFault(range, "`\(part)` stands twice")
            }
            try stream.expect(.colon, "after `\(part)`")
            switch part {
            case "principal": action.principals = try nonEmptyTypes(part)
            case "resource": action.resources = try nonEmptyTypes(part)
            case "context":
                action.context = try typeExpression()
                if case .set? = action.context {
                    throw SyntaxFault(range, "the context must be a record")
                }
            default:
                throw SyntaxFault(
                    range, "expected `principal`, `resource` or `context`, found `\(part)`",
                    suggestion: Spelling.suggestion(
                        for: part, in: ["principal", "resource", "context"]))
            }
            guard stream.take(.comma) else { break }
        }
        try stream.expect(.rightBrace, "at the end of `appliesTo`")
        guard seen.contains("principal"), seen.contains("resource") else {
            throw SyntaxFault(start, "`appliesTo` needs both `principal` and `resource`")
        }
    }

    private mutating func nonEmptyTypes(
        _ part: String
    ) throws(SyntaxFault) -> [Expression.TypeName] {
        let range = stream.current.range
        let types = try entityTypes()
        guard !types.isEmpty else {
            throw SyntaxFault(
                range, "an action with no \(part) applies to nothing",
                suggestion: "leave `appliesTo` out if the action is only a group")
        }
        return types
    }
}
