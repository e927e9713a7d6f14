// A schema as it is written, before its names are resolved.

/// Holds the declarations of a schema text.
struct SchemaDocument {
    /// A name where it is used or declared.
    typealias Name = Expression.TypeName

    struct Namespace {
        /// Empty for declarations outside any namespace.
        let name: String
        var entities: [EntityDeclaration] = []
        var actions: [ActionDeclaration] = []
        var types: [TypeDeclaration] = []
    }

    struct EntityDeclaration {
        let name: Name
        var parents: [Name] = []
        var attributes: [AttributeDeclaration] = []
        var tags: TypeExpression?
        /// The ids of an enumerated entity type, in their order.
        var enumeration: [String]?
    }

    struct ActionDeclaration {
        let name: Name
        var parents: [ActionReference] = []
        var principals: [Name] = []
        var resources: [Name] = []
        var context: TypeExpression?
    }

    struct ActionReference {
        /// The type's name as written, as in `Hospital::Action`; nil where only the id stands.
        let type: String?
        let id: String
        let range: SourceRange
    }

    struct TypeDeclaration {
        let name: Name
        let type: TypeExpression
    }

    struct AttributeDeclaration {
        let name: String
        let isRequired: Bool
        let type: TypeExpression
    }

    indirect enum TypeExpression {
        case named(Name)
        case set(TypeExpression)
        case record([AttributeDeclaration], SourceRange)

        var range: SourceRange {
            switch self {
            case .named(let name): name.range
            case .set(let element): element.range
            case .record(_, let range): range
            }
        }
    }

    var namespaces: [Namespace] = []
}
