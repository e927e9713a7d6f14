// Turns Cedar's JSON form of values into values, guided by a schema where there is one.

/// Decodes values, with `__entity` and `__extn` for what JSON has no form for.
enum JSONValueDecoder {
    /// Decodes a value; an expected type lets entities and extension values be written plainly.
    static func value(
        _ node: JSONNode, expecting type: StaticType? = nil
    ) throws(SyntaxFault) -> Value {
        switch (node.kind, type) {
        case (.null, _), (.number, _):
            throw SyntaxFault(node.range, "Cedar has no value like this: expected a whole number")
        case (.bool(let value), _): return .bool(value)
        case (.integer(let value), _): return .long(value)
        case (.string(let text), .extended(let kind)?): return try plain(text, kind, node)
        case (.string(let text), _): return .string(text)
        case (.array(let elements), _):
            var elementType: StaticType?
            if case .set(let element)? = type { elementType = element }
            var set: Set<Value> = []
            for element in elements { set.insert(try value(element, expecting: elementType)) }
            return .set(set)
        case (.object(let members), _):
            return try object(members, node, expecting: type)
        }
    }

    /// Decodes `{"type": …, "id": …}`, also wrapped in `__entity`.
    static func entity(_ node: JSONNode) throws(SyntaxFault) -> EntityUID {
        let inner = node["__entity"] ?? node
        guard let type = inner["type"]?.string, let id = inner["id"]?.string,
            inner.object?.count == 2
        else {
            throw SyntaxFault(node.range, "expected an entity: {\"type\": \"T\", \"id\": \"…\"}")
        }
        return EntityUID(type: type, id: id)
    }

    /// Decodes the attributes of a record.
    static func record(
        _ node: JSONNode, shape: RecordShape?
    ) throws(SyntaxFault) -> Record {
        guard let members = node.object else {
            throw SyntaxFault(node.range, "expected an object")
        }
        var record = Record()
        for member in members {
            record[member.name] = try value(
                member.value, expecting: shape?[member.name]?.type)
        }
        return record
    }

    private static func object(
        _ members: [JSONNode.Member], _ node: JSONNode, expecting type: StaticType?
    ) throws(SyntaxFault) -> Value {
        if members.count == 1 {
            switch members[0].name {
            case "__entity": return .entity(try entity(node))
            case "__extn": return try extended(members[0].value)
            case "__expr":
                throw SyntaxFault(node.range, "`__expr` is not accepted: use `__extn`")
            default: break
            }
        }
        switch type {
        case .entity?, .anyEntity?: return .entity(try entity(node))
        case .extended?: return try extended(node)
        case .record(let shape)?: return .record(try record(node, shape: shape))
        default: return .record(try record(node, shape: nil))
        }
    }

    private static func plain(
        _ text: String, _ kind: ValueKind, _ node: JSONNode
    ) throws(SyntaxFault) -> Value {
        let function = ExtensionFunction.allCases.first {
            $0.isConstructor && $0.resultKind == kind
        }
        guard let function, let value = function.construct(from: text) else {
            throw SyntaxFault(node.range, "this is no \(kind.rawValue)")
        }
        return value
    }

    private static func extended(_ node: JSONNode) throws(SyntaxFault) -> Value {
        guard let name = node["fn"]?.string, let function = ExtensionFunction(rawValue: name) else {
            throw SyntaxFault(
                node.range, "expected an extension value: {\"fn\": \"ip\", \"arg\": \"…\"}")
        }
        var arguments: [Value] = []
        if let argument = node["arg"] {
            arguments = [try value(argument)]
        } else {
            for argument in node["args"]?.array ?? [] { arguments.append(try value(argument)) }
        }
        do throws(EvaluationFault) {
            return try function.apply(to: arguments)
        } catch {
            throw SyntaxFault(node.range, error.description)
        }
    }
}
