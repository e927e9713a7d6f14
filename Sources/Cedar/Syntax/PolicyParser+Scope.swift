// Reads the scope of a policy: which principals, actions and resources it is about.

extension PolicyParser {
    mutating func scope(_ variable: Variable) throws(SyntaxFault) -> Policy.ScopeConstraint {
        try scopeVariable(variable)
        if stream.take(word: "is") {
            let type = try stream.path("an entity type after `is`")
            if stream.isAt(.equal) {
                throw SyntaxFault(
                    stream.current.range, "`is` cannot stand together with `==`",
                    suggestion: "an entity has one type: write only the `==`")
            }
            guard stream.take(word: "in") else { return .isType(type) }
            return .isTypeIn(type, try entityOrSlot(variable))
        }
        if stream.take(.equal) { return .equal(try entityOrSlot(variable)) }
        if stream.take(word: "in") { return .isIn(try entityOrSlot(variable)) }
        try refuseOtherOperators(variable)
        return .any
    }

    mutating func actionScope() throws(SyntaxFault) -> Policy.ActionConstraint {
        try scopeVariable(.action)
        if stream.take(.equal) { return .equal(try action()) }
        if stream.take(word: "in") {
            guard stream.take(.leftBracket) else { return .isIn([try action()]) }
            var actions: [Policy.EntityReference] = []
            while !stream.isAt(.rightBracket) {
                actions.append(try action())
                guard stream.take(.comma) else { break }
            }
            try stream.expect(.rightBracket, "after the list of actions")
            return .isIn(actions)
        }
        if stream.isAt(word: "is") {
            throw SyntaxFault(
                stream.current.range, "an action is matched with `==` or `in`, not `is`")
        }
        try refuseOtherOperators(.action)
        return .any
    }

    private mutating func scopeVariable(_ variable: Variable) throws(SyntaxFault) {
        try stream.expect(
            word: variable.rawValue, "in the scope",
            suggestion: "a scope reads (principal, action, resource)")
        if stream.isAt(.colon) {
            throw SyntaxFault(
                stream.current.range, "a scope has no type annotations",
                suggestion: "write `\(variable.rawValue) is Type`")
        }
    }

    private func refuseOtherOperators(_ variable: Variable) throws(SyntaxFault) {
        guard case .symbol(let symbol) = stream.current.kind else { return }
        switch symbol {
        case .assign:
            throw SyntaxFault(
                stream.current.range, "`=` is not an operator", suggestion: "write `==`")
        case .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            throw SyntaxFault(
                stream.current.range, "`\(symbol.rawValue)` cannot stand in a scope",
                suggestion: "move it into a clause: when { \(variable.rawValue) … }")
        default: return
        }
    }

    private mutating func entityOrSlot(
        _ variable: Variable
    ) throws(SyntaxFault) -> Policy.EntityReference {
        let range = stream.current.range
        guard stream.current.kind == .slot else {
            return Policy.EntityReference(
                target: .entity(try entity()), range: referenceRange(range))
        }
        let text = stream.currentText
        guard let slot = Slot(rawValue: text), text == "?\(variable.rawValue)" else {
            throw SyntaxFault(
                range, "`\(text)` cannot stand here",
                suggestion: "the slot of this place is `?\(variable.rawValue)`")
        }
        stream.advance()
        return Policy.EntityReference(target: .slot(slot), range: range)
    }

    private mutating func action() throws(SyntaxFault) -> Policy.EntityReference {
        let range = stream.current.range
        let uid = try entity()
        guard uid.isAction else {
            throw SyntaxFault(
                referenceRange(range), "`\(uid)` is not an action",
                suggestion: "did you mean `\(EntityUID(type: "Action", id: uid.id))`?")
        }
        return Policy.EntityReference(target: .entity(uid), range: referenceRange(range))
    }

    private func referenceRange(_ start: SourceRange) -> SourceRange {
        start.through(stream.previousRange)
    }

    private mutating func entity() throws(SyntaxFault) -> EntityUID {
        let type = try stream.path("an entity as in `Type::\"id\"`")
        try stream.expect(
            .pathSeparator, "and the entity's id",
            suggestion: "an entity is written `\(type.name)::\"id\"`")
        return EntityUID(
            type: type.name,
            id: try stream.string("the entity's id in double quotes"))
    }
}
