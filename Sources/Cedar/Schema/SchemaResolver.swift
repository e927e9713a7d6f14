// Gives every name in a schema its meaning, and every type its hierarchy.

/// Turns declarations into entity types and actions, collecting what is wrong.
struct SchemaResolver {
    let source: SourceText
    let document: SchemaDocument
    var diagnostics: [Diagnostic] = []
    var entityTypes: [String: EntityType] = [:]
    var actions: [EntityUID: ActionType] = [:]
    var commonTypes: [String: (namespace: String, declaration: SchemaDocument.TypeDeclaration)] =
        [:]
    var resolvedTypes: [String: StaticType] = [:]
    var openTypes: Set<String> = []

    init(source: SourceText, document: SchemaDocument) {
        self.source = source
        self.document = document
    }

    /// Resolves everything; the result holds only if there are no diagnostics.
    mutating func resolve() {
        declareNames()
        checkShadowing()
        for namespace in document.namespaces {
            for declaration in namespace.types {
                _ = resolve(.named(declaration.name), in: namespace.name)
            }
            for declaration in namespace.entities { resolve(declaration, in: namespace.name) }
            for declaration in namespace.actions { resolve(declaration, in: namespace.name) }
        }
        guard diagnostics.isEmpty else { return }
        closeEntityTypes()
        closeActions()
    }

    mutating func report(_ range: SourceRange, _ message: String, suggestion: String? = nil) {
        guard diagnostics.count < Limits.maximumDiagnostics else { return }
        diagnostics.append(source.diagnostic(range, message, suggestion: suggestion))
    }

    static func qualify(_ name: String, in namespace: String) -> String {
        namespace.isEmpty ? name : "\(namespace)::\(name)"
    }

    private mutating func declareNames() {
        for namespace in document.namespaces {
            for declaration in namespace.entities {
                let name = Self.qualify(declaration.name.name, in: namespace.name)
                if declaration.name.name == "Action" {
                    report(declaration.name.range, "`Action` is the type of all actions")
                } else if entityTypes.updateValue(EntityType(name: name), forKey: name) != nil {
                    report(declaration.name.range, "entity type `\(name)` is declared twice")
                }
            }
            for declaration in namespace.types {
                let name = Self.qualify(declaration.name.name, in: namespace.name)
                if Self.reservedTypeNames.contains(declaration.name.name) {
                    report(
                        declaration.name.range,
                        "`\(declaration.name.name)` is the name of a built-in type")
                } else if commonTypes.updateValue((namespace.name, declaration), forKey: name)
                    != nil
                {
                    report(declaration.name.range, "type `\(name)` is declared twice")
                }
            }
            for declaration in namespace.actions {
                let uid = actionUID(declaration.name.name, in: namespace.name)
                let action = ActionType(uid: uid, range: declaration.name.range)
                if actions.updateValue(action, forKey: uid) != nil {
                    report(declaration.name.range, "action \(uid) is declared twice")
                }
            }
        }
    }

    private static let reservedTypeNames: Set<String> = [
        "Bool", "Boolean", "Entity", "Extension", "Long", "Record", "Set", "String",
    ]

    func actionUID(_ id: String, in namespace: String) -> EntityUID {
        EntityUID(type: Self.qualify("Action", in: namespace), id: id)
    }

    /// Refuses names that mean one thing inside a namespace and another outside any.
    private mutating func checkShadowing() {
        for namespace in document.namespaces where !namespace.name.isEmpty {
            let names = namespace.entities.map(\.name) + namespace.types.map(\.name)
            for name in names where isDeclaredType(name.name) {
                report(
                    name.range, "`\(name.name)` is also declared outside any namespace",
                    suggestion: "give one of the two another name")
            }
            for action in namespace.actions
            where actions[actionUID(action.name.name, in: "")] != nil {
                report(
                    action.name.range,
                    "action `\(action.name.name)` is also declared outside any namespace",
                    suggestion: "give one of the two another name")
            }
        }
    }

    func isDeclaredType(_ name: String) -> Bool {
        entityTypes[name] != nil || commonTypes[name] != nil
    }

    private mutating func resolve(
        _ declaration: SchemaDocument.EntityDeclaration, in namespace: String
    ) {
        let name = Self.qualify(declaration.name.name, in: namespace)
        let parents = declaration.parents.compactMap { entityType($0, in: namespace) }
        let attributes = shape(declaration.attributes, in: namespace)
        let tags = declaration.tags.map { resolve($0, in: namespace) }
        entityTypes[name] = EntityType(
            name: name, ancestors: Set(parents), attributes: attributes, tags: tags,
            enumeration: declaration.enumeration)
    }

    private mutating func resolve(
        _ declaration: SchemaDocument.ActionDeclaration, in namespace: String
    ) {
        let uid = actionUID(declaration.name.name, in: namespace)
        var action = ActionType(uid: uid, range: declaration.name.range)
        action.parents = declaration.parents.compactMap { actionParent($0, in: namespace) }
        action.principals = declaration.principals.compactMap { entityType($0, in: namespace) }
        action.resources = declaration.resources.compactMap { entityType($0, in: namespace) }
        if let context = declaration.context {
            let type = resolve(context, in: namespace)
            if case .record(let shape) = type {
                action.context = shape
            } else if type != .never {
                report(context.range, "the context must be a record")
            }
        }
        actions[uid] = action
    }
}
