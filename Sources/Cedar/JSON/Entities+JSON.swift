// Reads entities and contexts from Cedar's JSON form.

extension Entities {
    /// Reads an array of entities; a schema adds its actions and allows plain forms of values.
    public init(
        parsingJSON text: String, fileName: String, schema: Schema? = nil
    ) throws(Diagnostics) {
        let source = SourceText(text, fileName: fileName)
        var range = SourceRange(start: 0, end: 0)
        var message: String
        do throws(SyntaxFault) {
            let root = try JSONParser.parse(source)
            guard let nodes = root.array else {
                throw SyntaxFault(root.range, "expected an array of entities")
            }
            range = root.range
            var entities: [Entity] = []
            for node in nodes { entities.append(try Self.entity(node, schema)) }
            let actions = schema?.actionEntities ?? []
            let listed = Set(entities.map(\.uid))
            do throws(EntitiesError) {
                self = try Entities(entities + actions.filter { !listed.contains($0.uid) })
                return
            } catch {
                message = error.description
            }
        } catch {
            range = error.range
            message = error.message
        }
        throw Diagnostics([source.diagnostic(range, message)])
    }

    private static func entity(_ node: JSONNode, _ schema: Schema?) throws(SyntaxFault) -> Entity {
        guard let members = node.object, let name = node["uid"] else {
            throw SyntaxFault(node.range, "expected an entity with `uid`, `attrs` and `parents`")
        }
        let known = ["uid", "attrs", "parents", "tags"]
        for member in members where !known.contains(member.name) {
            throw SyntaxFault(
                member.nameRange, "an entity has no member `\(member.name)`",
                suggestion: Spelling.suggestion(for: member.name, in: known))
        }
        let uid = try JSONValueDecoder.entity(name)
        let type = schema?.entityTypes[uid.type]
        var entity = Entity(uid: uid)
        if let attributes = node["attrs"] {
            entity.attributes = try JSONValueDecoder.record(attributes, shape: type?.attributes)
        }
        if let parents = node["parents"] {
            guard let nodes = parents.array else {
                throw SyntaxFault(parents.range, "expected an array of entities")
            }
            for parent in nodes { entity.parents.append(try JSONValueDecoder.entity(parent)) }
        }
        for tag in node["tags"]?.object ?? [] {
            entity.tags[tag.name] = try JSONValueDecoder.value(tag.value, expecting: type?.tags)
        }
        return entity
    }
}

extension Request {
    /// Reads the context of a request from its JSON form.
    public static func context(
        parsingJSON text: String, fileName: String, schema: Schema? = nil, action: EntityUID
    ) throws(Diagnostics) -> Record {
        let source = SourceText(text, fileName: fileName)
        do throws(SyntaxFault) {
            return try JSONValueDecoder.record(
                try JSONParser.parse(source), shape: schema?.actions[action]?.context)
        } catch {
            throw Diagnostics([source.diagnostic(error.range, error.message)])
        }
    }
}
