// Reads the human-readable schema format.

/// Parses the text of a schema, going on after a fault to report all of them.
struct SchemaParser {
    var stream: TokenStream
    private var faults: [SyntaxFault] = []

    private init(stream: TokenStream) { self.stream = stream }

    /// Parses a whole text.
    static func parse(_ source: SourceText) throws(Diagnostics) -> SchemaDocument {
        var document = SchemaDocument()
        var faults: [SyntaxFault] = []
        do throws(SyntaxFault) {
            var parser = SchemaParser(stream: try TokenStream(source))
            document = parser.document()
            faults = parser.faults
        } catch {
            faults.append(error)
        }
        guard faults.isEmpty else {
            throw Diagnostics(
                faults.map { source.diagnostic($0.range, $0.message, suggestion: $0.suggestion) })
        }
        return document
    }

    private mutating func document() -> SchemaDocument {
        var document = SchemaDocument()
        var outside = SchemaDocument.Namespace(name: "")
        while !stream.isAtEnd && faults.count < Limits.maximumDiagnostics {
            do throws(SyntaxFault) {
                try annotations()
                if stream.isAt(word: "namespace") {
                    document.namespaces.append(try namespace(document.namespaces))
                } else {
                    try declaration(into: &outside)
                }
            } catch {
                faults.append(error)
                stream.recover()
            }
        }
        document.namespaces.append(outside)
        return document
    }

    private mutating func namespace(
        _ earlier: [SchemaDocument.Namespace]
    ) throws(SyntaxFault) -> SchemaDocument.Namespace {
        stream.advance()
        let name = try stream.path("the namespace's name")
        guard !earlier.contains(where: { $0.name == name.name }) else {
            throw SyntaxFault(
                name.range, "namespace `\(name.name)` is opened twice",
                suggestion: "move its declarations into one place")
        }
        try stream.expect(.leftBrace, "after the namespace's name")
        var namespace = SchemaDocument.Namespace(name: name.name)
        while !stream.take(.rightBrace) {
            guard !stream.isAtEnd else {
                throw stream.unexpected("`}` at the end of the namespace")
            }
            guard faults.count < Limits.maximumDiagnostics else { break }
            do throws(SyntaxFault) {
                try annotations()
                try declaration(into: &namespace)
            } catch {
                faults.append(error)
                stream.recover()
            }
        }
        return namespace
    }

    /// Checks and drops annotations: nothing in a schema depends on them.
    mutating func annotations() throws(SyntaxFault) {
        var names: Set<String> = []
        while stream.take(.at) {
            let range = stream.current.range
            let name = try stream.anyIdentifier("the annotation's name")
            guard names.insert(name).inserted else {
                throw SyntaxFault(range, "annotation `@\(name)` stands twice")
            }
            if stream.take(.leftParenthesis) {
                _ = try stream.string("the annotation's value in double quotes")
                try stream.expect(.rightParenthesis, "after the annotation's value")
            }
        }
    }

    private mutating func declaration(
        into namespace: inout SchemaDocument.Namespace
    ) throws(SyntaxFault) {
        if stream.take(word: "entity") {
            namespace.entities += try entityDeclarations()
        } else if stream.take(word: "action") {
            namespace.actions += try actionDeclarations()
        } else if stream.take(word: "type") {
            let name = Expression.TypeName(
                name: try stream.identifier("the type's name"), range: stream.previousRange)
            try stream.expect(.assign, "after the type's name")
            let type = try typeExpression()
            try stream.expect(.semicolon, "after the type")
            namespace.types.append(SchemaDocument.TypeDeclaration(name: name, type: type))
        } else {
            let words = ["entity", "action", "type", "namespace"]
            throw stream.unexpected(
                "`entity`, `action`, `type` or `namespace`",
                suggestion: Spelling.suggestion(for: stream.currentText, in: words))
        }
    }

    private mutating func entityDeclarations() throws(SyntaxFault) -> [SchemaDocument
        .EntityDeclaration]
    {
        var names: [Expression.TypeName] = []
        repeat {
            let name = try stream.identifier("the entity type's name")
            names.append(Expression.TypeName(name: name, range: stream.previousRange))
        } while stream.take(.comma)
        var shape = SchemaDocument.EntityDeclaration(name: names[0])
        if stream.take(word: "enum") {
            shape.enumeration = try enumeration()
        } else {
            if stream.take(word: "in") { shape.parents = try entityTypes() }
            let hasAssign = stream.take(.assign)
            if stream.isAt(.leftBrace) {
                shape.attributes = try attributes()
            } else if hasAssign {
                throw stream.unexpected("`{` and the attributes")
            }
            if stream.take(word: "tags") { shape.tags = try typeExpression() }
        }
        try stream.expect(.semicolon, "after the entity type")
        return names.map { name in
            SchemaDocument.EntityDeclaration(
                name: name, parents: shape.parents, attributes: shape.attributes,
                tags: shape.tags, enumeration: shape.enumeration)
        }
    }

    private mutating func enumeration() throws(SyntaxFault) -> [String] {
        try stream.expect(.leftBracket, "after `enum`")
        var ids: [String] = []
        repeat { ids.append(try stream.string("an id in double quotes")) } while stream.take(.comma)
        try stream.expect(.rightBracket, "after the ids")
        return ids
    }

    /// Reads one entity type or a list of them in brackets.
    mutating func entityTypes() throws(SyntaxFault) -> [Expression.TypeName] {
        guard stream.take(.leftBracket) else { return [try stream.path("an entity type")] }
        var types: [Expression.TypeName] = []
        if !stream.isAt(.rightBracket) {
            repeat { types.append(try typePath("an entity type")) } while stream.take(.comma)
        }
        try stream.expect(.rightBracket, "after the list of entity types")
        return types
    }
}
