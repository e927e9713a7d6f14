// Resolves the types that a schema writes: named ones, sets and records.

extension SchemaResolver {
    /// Returns the full name of an entity type that is written in a namespace.
    mutating func entityType(_ name: SchemaDocument.Name, in namespace: String) -> String? {
        for candidate in candidates(name.name, in: namespace) where entityTypes[candidate] != nil {
            return candidate
        }
        report(
            name.range, "there is no entity type `\(name.name)`",
            suggestion: Spelling.suggestion(
                for: name.name, in: visibleNames(entityTypes.keys, namespace)))
        return nil
    }

    /// Lists what a name can stand for, the nearest first.
    private func candidates(_ name: String, in namespace: String) -> [String] {
        if name.contains(":") || namespace.isEmpty { return [name] }
        return [Self.qualify(name, in: namespace), name]
    }

    /// Writes names as they can be written in a namespace.
    private func visibleNames(
        _ names: some Sequence<String>, _ namespace: String
    ) -> [String] {
        let prefix = namespace + "::"
        return names.map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 }
    }

    mutating func shape(
        _ declarations: [SchemaDocument.AttributeDeclaration], in namespace: String
    ) -> RecordShape {
        var shape = RecordShape()
        for declaration in declarations {
            shape.attributes[Key(declaration.name)] = RecordShape.Attribute(
                type: resolve(declaration.type, in: namespace), isRequired: declaration.isRequired)
        }
        return shape
    }

    /// Resolves a type; what has no meaning is reported and becomes `never`.
    mutating func resolve(
        _ expression: SchemaDocument.TypeExpression, in namespace: String
    ) -> StaticType {
        switch expression {
        case .set(let element): return .set(resolve(element, in: namespace))
        case .record(let attributes, _): return .record(shape(attributes, in: namespace))
        case .named(let name):
            for candidate in candidates(name.name, in: namespace) {
                if commonTypes[candidate] != nil { return commonType(candidate, at: name.range) }
                if entityTypes[candidate] != nil
                    || actions.keys.contains(where: { $0.type == candidate })
                {
                    return .entity(candidate)
                }
            }
            let builtin =
                name.name.hasPrefix("__cedar::")
                ? String(name.name.dropFirst("__cedar::".count)) : name.name
            if let type = Self.builtinTypes[builtin] { return type }
            let known =
                visibleNames(entityTypes.keys, namespace)
                + visibleNames(commonTypes.keys, namespace) + Self.builtinTypes.keys
            report(
                name.range, "there is no type `\(name.name)`",
                suggestion: Spelling.suggestion(for: name.name, in: known))
            return .never
        }
    }

    private static let builtinTypes: [String: StaticType] = [
        "Bool": .bool, "Long": .long, "String": .string,
        "decimal": .extended(.decimal), "ipaddr": .extended(.ipaddr),
        "datetime": .extended(.datetime), "duration": .extended(.duration),
    ]

    private mutating func commonType(_ name: String, at range: SourceRange) -> StaticType {
        if let known = resolvedTypes[name] { return known }
        guard let (namespace, declaration) = commonTypes[name] else { return .never }
        guard openTypes.insert(name).inserted else {
            report(range, "type `\(name)` contains itself")
            return .never
        }
        // A chain of type names is as deep as a nested type would be.
        guard openTypes.count <= Limits.maximumNesting else {
            report(
                range, "types refer to one another in a chain longer than \(Limits.maximumNesting)")
            return .never
        }
        let type = resolve(declaration.type, in: namespace)
        openTypes.remove(name)
        resolvedTypes[name] = type
        return type
    }
}
