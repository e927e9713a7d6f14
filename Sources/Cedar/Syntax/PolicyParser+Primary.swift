// Reads the innermost expressions: literals, variables, entities, calls, sets and records.

extension PolicyParser {
    mutating func member() throws(SyntaxFault) -> Expression {
        let start = stream.current.range
        return try accesses(to: try primary(), from: start)
    }

    /// Reads what may follow a value: `.name`, `.method(…)`, `["name"]`.
    mutating func accesses(
        to value: Expression, from start: SourceRange
    ) throws(SyntaxFault) -> Expression {
        var value = value
        while true {
            if stream.take(.dot) {
                let range = stream.current.range
                let name = try stream.identifier("an attribute or method name after `.`")
                guard stream.isAt(.leftParenthesis) else {
                    value = try node(.attribute(value, name), from: start)
                    continue
                }
                value = try method(name, range, on: value, from: start)
            } else if stream.take(.leftBracket) {
                let name = try stream.string("an attribute name in double quotes")
                try stream.expect(.rightBracket, "after the attribute name")
                value = try node(.attribute(value, name), from: start)
            } else if stream.isAt(.leftParenthesis) {
                throw SyntaxFault(stream.current.range, "this value cannot be called")
            } else {
                return value
            }
        }
    }

    private mutating func method(
        _ name: String, _ range: SourceRange, on value: Expression, from start: SourceRange
    ) throws(SyntaxFault) -> Expression {
        let arguments = try arguments()
        if name == "isEmpty" {
            try checkCount(arguments.count, 0, name, range)
            return try node(.isEmpty(value), from: start)
        }
        if let operation = BinaryOperator(method: name) {
            try checkCount(arguments.count, 1, name, range)
            return try node(.binary(operation, value, arguments[0]), from: start)
        }
        guard let function = ExtensionFunction(rawValue: name) else {
            throw SyntaxFault(
                range, "there is no method `\(name)`",
                suggestion: Spelling.suggestion(for: name, in: Self.methodNames))
        }
        guard !function.isConstructor else {
            throw SyntaxFault(
                range, "`\(name)` is a function, not a method",
                suggestion: "write `\(name)(…)`")
        }
        return try node(.call(function, [value] + arguments), from: start)
    }

    private static let methodNames =
        ["contains", "containsAll", "containsAny", "isEmpty", "getTag", "hasTag"]
        + ExtensionFunction.allCases.filter { !$0.isConstructor }.map(\.rawValue)

    private func checkCount(
        _ count: Int, _ expected: Int, _ name: String, _ range: SourceRange
    ) throws(SyntaxFault) {
        guard count == expected else {
            let needs = expected == 0 ? "no argument" : "one argument"
            throw SyntaxFault(range, "`\(name)` takes \(needs), found \(count)")
        }
    }

    private mutating func arguments() throws(SyntaxFault) -> [Expression] {
        try stream.expect(.leftParenthesis, "before the arguments")
        return try list(until: .rightParenthesis, "after the arguments")
    }

    private mutating func list(
        until end: Token.Symbol, _ context: String
    ) throws(SyntaxFault) -> [Expression] {
        var elements: [Expression] = []
        while !stream.isAt(end) {
            elements.append(try expression())
            guard stream.take(.comma) else { break }
        }
        try stream.expect(end, context)
        return elements
    }

    private mutating func primary() throws(SyntaxFault) -> Expression {
        let start = stream.current.range
        switch stream.current.kind {
        case .number:
            return try node(.literal(.long(try number(isNegative: false))), from: start)
        case .string:
            return try node(.literal(.string(try stream.string("a string"))), from: start)
        case .slot:
            throw SyntaxFault(
                start, "`\(stream.currentText)` cannot stand in a condition",
                suggestion: "slots stand in the scope: (principal == ?principal, …)")
        case .symbol(.leftParenthesis):
            stream.advance()
            let inner = try expression()
            try stream.expect(.rightParenthesis, "at the end of this parenthesis")
            return inner
        case .symbol(.leftBracket):
            stream.advance()
            return try node(
                .set(try list(until: .rightBracket, "at the end of the set")), from: start)
        case .symbol(.leftBrace):
            return try record()
        case .identifier:
            return try named()
        default:
            throw stream.unexpected("an expression")
        }
    }

    private mutating func record() throws(SyntaxFault) -> Expression {
        let start = stream.current.range
        stream.advance()
        var items: [Expression.RecordItem] = []
        var names: Set<Key> = []
        while !stream.isAt(.rightBrace) {
            let range = stream.current.range
            let name =
                stream.current.kind == .string
                ? try stream.string("") : try stream.identifier("an attribute name")
            guard names.insert(Key(name)).inserted else {
                throw SyntaxFault(range, "attribute `\(name)` stands twice in this record")
            }
            try stream.expect(.colon, "after the attribute name")
            items.append(Expression.RecordItem(name: name, value: try expression()))
            guard stream.take(.comma) else { break }
        }
        try stream.expect(.rightBrace, "at the end of the record")
        return try node(.record(items), from: start)
    }

    /// Reads what begins with a word: a boolean, a variable, an entity or a function call.
    private mutating func named() throws(SyntaxFault) -> Expression {
        let start = stream.current.range
        let word = stream.currentText
        if word == "true" || word == "false" {
            stream.advance()
            return try node(.literal(.bool(word == "true")), from: start)
        }
        if word == "if" {
            throw SyntaxFault(
                start, "`if` cannot stand here", suggestion: "put the `if` in parentheses")
        }
        let path = try stream.path("an expression")
        if stream.take(.pathSeparator) {
            let id = try stream.string("the entity's id in double quotes")
            return try node(
                .literal(.entity(EntityUID(type: path.name, id: id))), from: start)
        }
        if stream.isAt(.leftParenthesis) { return try function(path, from: start) }
        guard let variable = Variable(rawValue: path.name) else {
            throw SyntaxFault(
                path.range, "`\(path.name)` is not a variable",
                suggestion: Spelling.suggestion(
                    for: path.name, in: Variable.allCases.map(\.rawValue))
                    ?? "an entity is written `Type::\"id\"`, a string in double quotes")
        }
        return try node(.variable(variable), from: start)
    }

    private mutating func function(
        _ path: Expression.TypeName, from start: SourceRange
    ) throws(SyntaxFault) -> Expression {
        let constructors = ExtensionFunction.allCases.filter(\.isConstructor).map(\.rawValue)
        guard let function = ExtensionFunction(rawValue: path.name) else {
            if Self.methodNames.contains(path.name) {
                throw SyntaxFault(
                    path.range, "`\(path.name)` is a method",
                    suggestion: "write `value.\(path.name)(…)`")
            }
            throw SyntaxFault(
                path.range, "there is no function `\(path.name)`",
                suggestion: Spelling.suggestion(for: path.name, in: constructors)
                    ?? "the functions are \(constructors.joined(separator: ", "))")
        }
        guard function.isConstructor else {
            throw SyntaxFault(
                path.range, "`\(path.name)` is a method",
                suggestion: "write `value.\(path.name)(…)`")
        }
        return try node(.call(function, try arguments()), from: start)
    }
}
