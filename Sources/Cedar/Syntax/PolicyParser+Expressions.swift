// Reads expressions, from `||` and `&&` down to unary operators.

extension PolicyParser {
    mutating func expression() throws(SyntaxFault) -> Expression {
        try stream.enter()
        defer { stream.leave() }
        guard stream.isAt(word: "if") else { return try or() }
        let start = stream.current.range
        stream.advance()
        let condition = try expression()
        try stream.expect(word: "then", "after the condition of `if`")
        let then = try expression()
        try stream.expect(
            word: "else", "after `then`", suggestion: "in Cedar every `if` has an `else`")
        let otherwise = try expression()
        return try node(
            .conditional(condition: condition, then: then, otherwise: otherwise), from: start)
    }

    /// Makes a node that ends where the last token ended, within the bound on depth.
    func node(_ kind: Expression.Kind, from start: SourceRange) throws(SyntaxFault) -> Expression {
        let expression = Expression(kind, start.through(stream.previousRange))
        guard expression.depth <= Limits.maximumDepth else {
            throw SyntaxFault(
                expression.range, "this expression is more than \(Limits.maximumDepth) steps deep")
        }
        return expression
    }

    private mutating func or() throws(SyntaxFault) -> Expression {
        let start = stream.current.range
        let first = try and()
        guard stream.isAt(.or) else { return first }
        var operands = [first]
        while stream.take(.or) { operands.append(try and()) }
        return try node(.or(operands), from: start)
    }

    private mutating func and() throws(SyntaxFault) -> Expression {
        let start = stream.current.range
        let first = try relation()
        guard stream.isAt(.and) else { return first }
        var operands = [first]
        while stream.take(.and) { operands.append(try relation()) }
        return try node(.and(operands), from: start)
    }

    private mutating func relation() throws(SyntaxFault) -> Expression {
        let start = stream.current.range
        let left = try sum()
        guard let word = relationWord() else { return left }
        let range = stream.current.range
        stream.advance()
        let result: Expression
        switch word {
        case "has": result = try node(.has(left, try attributePath()), from: start)
        case "like":
            guard stream.current.kind == .string else {
                throw stream.unexpected("a pattern in double quotes after `like`")
            }
            let pattern = try Escapes.pattern(stream.source, stream.current.range)
            stream.advance()
            result = try node(.like(left, pattern), from: start)
        case "is":
            let type = try stream.path("an entity type after `is`")
            let within = stream.take(word: "in") ? try sum() : nil
            result = try node(.isType(left, type, within: within), from: start)
        default:
            guard let relation = BinaryOperator(rawValue: word) else {
                throw SyntaxFault(range, "`=` is not an operator", suggestion: "write `==`")
            }
            result = try node(.binary(relation, left, try sum()), from: start)
        }
        guard relationWord() == nil else {
            throw SyntaxFault(
                stream.current.range, "comparisons cannot be chained",
                suggestion: "put one of them in parentheses")
        }
        return result
    }

    /// Returns the spelling of the relation at the present position.
    private func relationWord() -> String? {
        switch stream.current.kind {
        case .symbol(.equal), .symbol(.notEqual), .symbol(.less), .symbol(.lessOrEqual),
            .symbol(.greater), .symbol(.greaterOrEqual), .symbol(.assign):
            stream.currentText
        case .identifier where ["in", "has", "like", "is"].contains(stream.currentText):
            stream.currentText
        default: nil
        }
    }

    private mutating func attributePath() throws(SyntaxFault) -> [String] {
        if stream.current.kind == .string { return [try stream.string("")] }
        var path = [try stream.identifier("an attribute name after `has`")]
        while stream.take(.dot) { path.append(try stream.identifier("an attribute name")) }
        return path
    }

    private mutating func sum() throws(SyntaxFault) -> Expression {
        let start = stream.current.range
        var left = try product()
        while stream.isAt(.plus) || stream.isAt(.minus) {
            let operation: BinaryOperator = stream.isAt(.plus) ? .add : .subtract
            stream.advance()
            left = try node(.binary(operation, left, try product()), from: start)
        }
        return left
    }

    private mutating func product() throws(SyntaxFault) -> Expression {
        let start = stream.current.range
        var left = try unary()
        while true {
            if stream.isAt(.divide) || stream.isAt(.remainder) {
                throw SyntaxFault(
                    stream.current.range, "Cedar has no operator `\(stream.currentText)`")
            }
            guard stream.take(.times) else { return left }
            left = try node(.binary(.multiply, left, try unary()), from: start)
        }
    }

    private mutating func unary() throws(SyntaxFault) -> Expression {
        let start = stream.current.range
        var count = 0
        if stream.isAt(.not) {
            while stream.take(.not) { count += 1 }
            try checkUnaryCount(count, start)
            return try wrap(try member(), count, from: start) { .not($0) }
        }
        while stream.take(.minus) { count += 1 }
        try checkUnaryCount(count, start)
        guard count > 0, stream.current.kind == .number, !isAccess(stream.following) else {
            return try wrap(try member(), count, from: start) { .negate($0) }
        }
        // The first minus belongs to the number, so that the most negative one can be written.
        let value = try number(isNegative: true)
        let literal = try node(.literal(.long(value)), from: start)
        return try wrap(literal, count - 1, from: start) { .negate($0) }
    }

    private func isAccess(_ token: Token) -> Bool {
        switch token.kind {
        case .symbol(.dot), .symbol(.leftBracket), .symbol(.leftParenthesis): true
        default: false
        }
    }

    private func checkUnaryCount(_ count: Int, _ start: SourceRange) throws(SyntaxFault) {
        guard count <= 4 else {
            throw SyntaxFault(
                start.through(stream.previousRange),
                "more than four unary operators in a row")
        }
    }

    private func wrap(
        _ inner: Expression, _ count: Int, from start: SourceRange,
        _ make: (Expression) -> Expression.Kind
    ) throws(SyntaxFault) -> Expression {
        var result = inner
        for _ in 0..<count { result = try node(make(result), from: start) }
        return result
    }

    mutating func number(isNegative: Bool) throws(SyntaxFault) -> Int64 {
        let range = stream.current.range
        guard let value = Int64((isNegative ? "-" : "") + stream.currentText) else {
            throw SyntaxFault(
                range, "this number does not fit into 64 bits",
                suggestion: "whole numbers reach from -2^63 to 2^63 - 1")
        }
        stream.advance()
        return value
    }
}
