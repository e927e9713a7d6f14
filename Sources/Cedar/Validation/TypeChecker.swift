// Gives every expression of a policy its type, as Cedar's strict validator does.

/// Checks one policy for one combination of action, principal type and resource type.
struct TypeChecker {
    /// What is known of an expression: its type, nil after a fault, and what its truth proves.
    struct Answer {
        var type: StaticType?
        var proves: Set<Capability> = []
    }

    struct Finding: Hashable {
        let range: SourceRange
        let message: String
        let suggestion: String?
    }

    let schema: Schema
    let environment: RequestEnvironment
    let source: SourceText
    private(set) var findings: [Finding] = []

    init(schema: Schema, environment: RequestEnvironment, source: SourceText) {
        self.schema = schema
        self.environment = environment
        self.source = source
    }

    mutating func report(_ range: SourceRange, _ message: String, suggestion: String? = nil) {
        findings.append(Finding(range: range, message: message, suggestion: suggestion))
    }

    /// Quotes an expression in a message.
    func quote(_ expression: Expression) -> String {
        let text = source.text(expression.range)
        return text.utf8.count <= 60 ? "`\(text)`" : "`\(text.prefix(57))…`"
    }

    mutating func check(_ expression: Expression, _ prior: Set<Capability>) -> Answer {
        switch expression.kind {
        case .literal(let value): return Answer(type: type(of: value))
        case .variable(let variable): return Answer(type: type(of: variable))
        case .slot: return Answer(type: .anyEntity)
        case .conditional(let condition, let then, let otherwise):
            return checkConditional(condition, then, otherwise, prior, expression)
        case .and(let operands): return checkAnd(operands, prior)
        case .or(let operands): return checkOr(operands, prior)
        case .not(let inner): return Answer(type: negated(expect(.bool, inner, prior).type))
        case .negate(let inner):
            _ = expect(.long, inner, prior)
            return Answer(type: .long)
        case .binary(let operation, let left, let right):
            return checkBinary(operation, left, right, prior, expression)
        case .attribute(let base, let name):
            return checkAttribute(base, name, prior, expression)
        case .has(let base, let path): return checkHas(base, path, prior, expression)
        case .like(let inner, _):
            _ = expect(.string, inner, prior)
            return Answer(type: .bool)
        case .isType(let inner, let type, let within):
            return checkIs(inner, type, within, prior, expression)
        case .isEmpty(let inner):
            _ = expect(.anySet, inner, prior)
            return Answer(type: .bool)
        case .set(let elements): return checkSet(elements, prior, expression)
        case .record(let items): return checkRecord(items, prior)
        case .call(let function, let arguments):
            return checkCall(function, arguments, prior, expression)
        }
    }

    /// Gives values their types; literals of booleans are known, unknown entities have none.
    private func type(of value: Value) -> StaticType? {
        switch value {
        case .bool(let value): value ? .alwaysTrue : .alwaysFalse
        case .long: .long
        case .string: .string
        case .entity(let uid): isKnown(uid) ? .entity(uid.type) : nil
        case .set, .record: nil
        case .decimal, .ip, .datetime, .duration: .extended(value.kind)
        }
    }

    private func isKnown(_ uid: EntityUID) -> Bool {
        uid.isAction ? schema.actions[uid] != nil : schema.entityTypes[uid.type] != nil
    }

    private func type(of variable: Variable) -> StaticType {
        switch variable {
        case .principal: .entity(environment.principal)
        case .action: .entity(environment.action.uid.type)
        case .resource: .entity(environment.resource)
        case .context: .record(environment.action.context)
        }
    }

    func negated(_ type: StaticType?) -> StaticType? {
        switch type {
        case .alwaysTrue: .alwaysFalse
        case .alwaysFalse: .alwaysTrue
        default: .bool
        }
    }

    private mutating func checkSet(
        _ elements: [Expression], _ prior: Set<Capability>, _ expression: Expression
    ) -> Answer {
        guard !elements.isEmpty else {
            report(
                expression.range, "the elements of an empty set have no type",
                suggestion: "to test for emptiness, write `.isEmpty()`")
            return Answer(type: nil)
        }
        let types = elements.map { check($0, prior).type }
        var common: StaticType? = .never
        for (element, type) in zip(elements, types) {
            guard let type, let known = common else {
                common = nil
                continue
            }
            common = StaticType.join(known, type)
            if common == nil {
                report(
                    element.range,
                    "the elements of a set must have one type: found \(type) beside \(known)")
            }
        }
        return Answer(type: common.map { .set($0) })
    }

    private mutating func checkRecord(
        _ items: [Expression.RecordItem], _ prior: Set<Capability>
    ) -> Answer {
        var shape = RecordShape()
        var isKnown = true
        for item in items {
            guard let type = check(item.value, prior).type else {
                isKnown = false
                continue
            }
            shape.attributes[Key(item.name)] = RecordShape.Attribute(
                type: type, isRequired: true)
        }
        return Answer(type: isKnown ? .record(shape) : nil)
    }
}
