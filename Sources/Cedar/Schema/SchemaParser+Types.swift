// Reads types and the attributes of records.

extension SchemaParser {
    mutating func typeExpression() throws(SyntaxFault) -> SchemaDocument.TypeExpression {
        try stream.enter()
        defer { stream.leave() }
        if stream.isAt(.leftBrace) {
            let start = stream.current.range
            let attributes = try attributes()
            return .record(attributes, start.through(stream.previousRange))
        }
        if stream.isAt(word: "Set"), stream.following.kind == .symbol(.less) {
            stream.advance()
            stream.advance()
            let element = try typeExpression()
            try stream.expect(.greater, "after the type of the elements")
            return .set(element)
        }
        return .named(try typePath("a type"))
    }

    /// Reads a name in which `__cedar` may be the first part.
    mutating func typePath(_ expected: String) throws(SyntaxFault) -> Expression.TypeName {
        guard stream.isAt(word: "__cedar") else { return try stream.path(expected) }
        let start = stream.current.range
        stream.advance()
        try stream.expect(.pathSeparator, "after `__cedar`")
        let rest = try stream.path(expected)
        return Expression.TypeName(
            name: "__cedar::" + rest.name, range: start.through(rest.range))
    }

    mutating func attributes() throws(SyntaxFault) -> [SchemaDocument.AttributeDeclaration] {
        try stream.expect(.leftBrace, "before the attributes")
        var attributes: [SchemaDocument.AttributeDeclaration] = []
        var names: Set<Key> = []
        while !stream.isAt(.rightBrace) {
            try annotations()
            let range = stream.current.range
            let name = try self.name("an attribute name")
            guard names.insert(Key(name)).inserted else {
                throw SyntaxFault(range, "attribute `\(name)` is declared twice")
            }
            let isOptional = stream.take(.question)
            try stream.expect(
                .colon, "after the attribute name",
                suggestion: "an attribute is declared as in `age?: Long`")
            attributes.append(
                SchemaDocument.AttributeDeclaration(
                    name: name, isRequired: !isOptional, type: try typeExpression()))
            guard stream.take(.comma) else { break }
        }
        try stream.expect(.rightBrace, "after the attributes")
        return attributes
    }

    /// Reads a name that may be any text when it stands in quotes.
    mutating func name(_ expected: String) throws(SyntaxFault) -> String {
        if stream.current.kind == .string { return try stream.string(expected) }
        // Only as a type is this word reserved.
        if stream.isAt(word: "__cedar") { return try stream.anyIdentifier(expected) }
        return try stream.identifier(expected)
    }
}
