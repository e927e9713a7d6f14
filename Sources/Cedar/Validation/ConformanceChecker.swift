// Compares values, entities and requests with what the schema declares.

/// Collects departures from a schema.
struct ConformanceChecker {
    let schema: Schema
    private var subject: EntityUID?
    private(set) var faults: [ConformanceFault] = []

    init(schema: Schema) { self.schema = schema }

    private mutating func report(_ message: String, _ suggestion: String? = nil) {
        guard faults.count < Limits.maximumDiagnostics else { return }
        faults.append(
            ConformanceFault(subject: subject, message: message, suggestion: suggestion))
    }

    mutating func check(_ entity: Entity, ancestors: Set<EntityUID>) {
        subject = entity.uid
        guard !entity.uid.isAction else { return checkAction(entity, ancestors) }
        guard let type = schema.entityTypes[entity.uid.type] else {
            return report(
                "there is no entity type `\(entity.uid.type)`",
                Spelling.suggestion(for: entity.uid.type, in: schema.entityTypes.keys))
        }
        check(entity.uid)
        check(entity.attributes, type.attributes, at: "")
        for ancestor in ancestors.sorted(by: { $0.description.bytesPrecede($1.description) }) {
            check(ancestor)
            if !type.ancestors.contains(ancestor.type) {
                report(
                    "a `\(type.name)` cannot be in \(ancestor)",
                    type.ancestors.isEmpty
                        ? "the schema puts it in nothing"
                        : "it can be in \(type.ancestors.sorted().joined(separator: ", "))")
            }
        }
        for tag in entity.tags {
            guard let expected = type.tags else {
                report("entities of type `\(type.name)` have no tags")
                break
            }
            check(tag.value, expected, at: "tag \(tag.name.cedarLiteral)")
        }
    }

    mutating func check(_ request: Request) {
        subject = nil
        guard let action = schema.actions[request.action] else {
            return report(
                "there is no action \(request.action)",
                Spelling.suggestion(
                    for: request.action.description, in: schema.actions.keys.map(\.description)))
        }
        for (name, uid, types) in [
            ("principal", request.principal, action.principals),
            ("resource", request.resource, action.resources),
        ] {
            check(uid)
            if !types.contains(uid.type) {
                report(
                    "the \(name) of \(action.uid) cannot be a `\(uid.type)`",
                    types.isEmpty
                        ? "the action applies to nothing"
                        : "it can be a \(types.joined(separator: ", "))")
            }
        }
        check(request.context, action.context, at: "context")
    }

    private mutating func checkAction(_ entity: Entity, _ ancestors: Set<EntityUID>) {
        guard let action = schema.actions[entity.uid] else {
            return report("the schema declares no such action")
        }
        if action.ancestors != ancestors || !entity.attributes.isEmpty || !entity.tags.isEmpty {
            report("the action differs from its declaration in the schema")
        }
    }

    /// Checks that an enumerated entity or an action is one of those declared.
    private mutating func check(_ uid: EntityUID) {
        if uid.isAction {
            if schema.actions[uid] == nil { report("there is no action \(uid)") }
        } else if let ids = schema.entityTypes[uid.type]?.enumeration,
            !ids.contains(where: { $0.hasSameBytes(as: uid.id) })
        {
            report(
                "`\(uid.type)` has no entity \(uid.id.cedarLiteral)",
                Spelling.suggestion(for: uid.id, in: ids))
        }
    }

    private mutating func check(_ record: Record, _ shape: RecordShape, at place: String) {
        func path(_ name: String) -> String {
            place.isEmpty ? "attribute `\(name)`" : "\(place), attribute `\(name)`"
        }
        for (name, attribute) in shape.attributes.sorted(by: { $0.key < $1.key })
        where attribute.isRequired && !record.contains(name.text) {
            report("\(path(name.text)) is missing: it is a \(attribute.type)")
        }
        for field in record {
            guard let attribute = shape[field.name] else {
                report(
                    "\(path(field.name)) is not declared",
                    Spelling.suggestion(for: field.name, in: shape.names))
                continue
            }
            check(field.value, attribute.type, at: path(field.name))
        }
    }

    private mutating func check(_ value: Value, _ type: StaticType, at place: String) {
        switch (value, type) {
        case (.bool, .bool), (.long, .long), (.string, .string): return
        case (.entity(let uid), .entity(let name)) where uid.type == name: check(uid)
        case (.set(let elements), .set(let element?)):
            for value in elements { check(value, element, at: place) }
        case (.record(let record), .record(let shape)): check(record, shape, at: place)
        case (_, .extended(let kind)) where value.kind == kind: return
        default: report("\(place) must be a \(type), found \(Self.description(of: value))")
        }
    }

    private static func description(of value: Value) -> String {
        if case .entity(let uid) = value { return "\(uid)" }
        return "a \(value.kind.rawValue)"
    }
}
