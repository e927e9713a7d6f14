// Evaluates what looks into entities and records: attributes, tags, types and membership.

extension Evaluator {
    func attribute(_ name: String, of base: Value) throws(EvaluationFault) -> Value {
        switch base {
        case .record(let record):
            guard let value = record[name] else { throw .missingAttribute(name) }
            return value
        case .entity(let uid):
            guard let entity = entities[uid] else { throw .missingEntity(uid) }
            guard let value = entity.attributes[name] else { throw .missingAttribute(name) }
            return value
        default:
            throw .typeMismatch(expected: [.record, .entity], found: base.kind)
        }
    }

    func has(_ path: [String], _ base: Value) throws(EvaluationFault) -> Bool {
        var base = base
        for name in path {
            let next: Value?
            switch base {
            case .record(let record): next = record[name]
            case .entity(let uid): next = entities[uid]?.attributes[name]
            default: throw .typeMismatch(expected: [.record, .entity], found: base.kind)
            }
            guard let next else { return false }
            base = next
        }
        return true
    }

    func isType(
        _ value: Value, _ type: String, within group: Expression?
    ) throws(EvaluationFault) -> Bool {
        let uid = try entity(value)
        guard uid.type == type else { return false }
        guard let group else { return true }
        return try isMember(value, of: try self.value(group))
    }

    func isMember(_ value: Value, of group: Value) throws(EvaluationFault) -> Bool {
        let uid = try entity(value)
        switch group {
        case .entity(let group): return entities.isMember(uid, of: group)
        case .set(let groups):
            // Every element must be an entity, also behind one that matches.
            var isMember = false
            for group in groups where entities.isMember(uid, of: try entity(group)) {
                isMember = true
            }
            return isMember
        default:
            throw .typeMismatch(expected: [.entity, .set], found: group.kind)
        }
    }

    func tag(_ name: Value, of value: Value) throws(EvaluationFault) -> Value {
        let uid = try entity(value)
        let name = try text(name)
        guard let entity = entities[uid] else { throw .missingEntity(uid) }
        guard let tag = entity.tags[name] else { throw .missingTag(name) }
        return tag
    }

    func hasTag(_ name: Value, of value: Value) throws(EvaluationFault) -> Bool {
        let uid = try entity(value)
        // The name is looked at also where the entity is missing: a wrong kind is an error.
        let name = try text(name)
        return entities[uid]?.tags.contains(name) ?? false
    }

    func entity(_ value: Value) throws(EvaluationFault) -> EntityUID {
        guard case .entity(let uid) = value else {
            throw .typeMismatch(expected: [.entity], found: value.kind)
        }
        return uid
    }

    func text(_ value: Value) throws(EvaluationFault) -> String {
        guard case .string(let text) = value else {
            throw .typeMismatch(expected: [.string], found: value.kind)
        }
        return text
    }
}
