// The scope of a policy, as parsed.

extension Policy {
    /// Names an entity, or the slot that stands in its place, and where in the text.
    struct EntityReference: Sendable {
        enum Target: Sendable {
            case entity(EntityUID)
            case slot(Slot)
        }

        let target: Target
        let range: SourceRange

        var entity: EntityUID? {
            if case .entity(let uid) = target { uid } else { nil }
        }
    }

    /// Says which principals or resources a policy is about.
    enum ScopeConstraint: Sendable {
        case any
        case equal(EntityReference)
        case isIn(EntityReference)
        case isType(Expression.TypeName)
        case isTypeIn(Expression.TypeName, EntityReference)

        var reference: EntityReference? {
            switch self {
            case .any, .isType: nil
            case .equal(let reference), .isIn(let reference), .isTypeIn(_, let reference):
                reference
            }
        }

        var type: Expression.TypeName? {
            switch self {
            case .any, .equal, .isIn: nil
            case .isType(let type), .isTypeIn(let type, _): type
            }
        }
    }

    /// Says which actions a policy is about.
    enum ActionConstraint: Sendable {
        case any
        case equal(EntityReference)
        case isIn([EntityReference])

        var references: [EntityReference] {
            switch self {
            case .any: []
            case .equal(let reference): [reference]
            case .isIn(let references): references
            }
        }
    }
}
