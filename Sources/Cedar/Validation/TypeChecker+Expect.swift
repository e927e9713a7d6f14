// What an operand must be, and the message where it is not.

extension TypeChecker {
    /// Names the types that an operand may have.
    enum Expectation {
        case bool
        case long
        case string
        case anySet
        case entity
        case entityOrRecord
        case entityOrEntities
        case extended(ValueKind)

        func accepts(_ type: StaticType) -> Bool {
            switch (self, type) {
            case (_, .never): true
            case (.bool, _): type.isBool
            case (.long, .long), (.string, .string), (.anySet, .set): true
            case (.entity, .entity), (.entity, .anyEntity): true
            case (.entityOrRecord, .entity), (.entityOrRecord, .anyEntity): true
            case (.entityOrRecord, .record): true
            case (.entityOrEntities, .entity), (.entityOrEntities, .anyEntity): true
            case (.entityOrEntities, .set(let element)):
                switch element {
                case .entity, .anyEntity, .never: true
                default: false
                }
            case (.extended(let expected), .extended(let found)): expected == found
            default: false
            }
        }

        var words: String {
            switch self {
            case .bool: "a Bool"
            case .long: "a Long"
            case .string: "a String"
            case .anySet: "a Set"
            case .entity: "an entity"
            case .entityOrRecord: "an entity or a record"
            case .entityOrEntities: "an entity or a set of entities"
            case .extended(let kind): "a value of type \(kind.rawValue)"
            }
        }
    }

    /// Checks an operand and that it can be what its operator needs.
    mutating func expect(
        _ expectation: Expectation, _ expression: Expression, _ prior: Set<Capability>,
        advice: (StaticType) -> String? = { _ in nil }
    ) -> Answer {
        let answer = check(expression, prior)
        guard let type = answer.type else { return Answer(type: nil) }
        guard expectation.accepts(type) else {
            report(
                expression.range,
                "\(quote(expression)) must be \(expectation.words), but it is of type \(type)",
                suggestion: advice(type))
            return Answer(type: nil)
        }
        return answer
    }
}
