// The tree of an expression, as parsed: what the evaluator walks and the validator checks.

/// Holds one node of an expression with its place in the source.
final class Expression: Sendable {
    enum Kind: Sendable {
        case literal(Value)
        case variable(Variable)
        case slot(Slot)
        case conditional(condition: Expression, then: Expression, otherwise: Expression)
        case and([Expression])
        case or([Expression])
        case not(Expression)
        case negate(Expression)
        case binary(BinaryOperator, Expression, Expression)
        case attribute(Expression, String)
        /// `a has b.c`: every step but the last is also read.
        case has(Expression, [String])
        case like(Expression, Pattern)
        case isType(Expression, TypeName, within: Expression?)
        case isEmpty(Expression)
        case set([Expression])
        case record([RecordItem])
        case call(ExtensionFunction, [Expression])
    }

    struct RecordItem: Sendable {
        let name: String
        let value: Expression
    }

    struct TypeName: Sendable {
        let name: String
        let range: SourceRange
    }

    let kind: Kind
    let range: SourceRange
    /// The value, where it is known from the text alone and evaluating cannot fail.
    let constant: Value?
    /// The height of the tree below and with this node.
    let depth: Int

    init(_ kind: Kind, _ range: SourceRange) {
        self.kind = kind
        self.range = range
        constant = Self.constant(of: kind)
        depth = 1 + (Self.children(of: kind).map(\.depth).max() ?? 0)
    }

    var children: [Expression] { Self.children(of: kind) }

    private static func children(of kind: Kind) -> [Expression] {
        switch kind {
        case .literal, .variable, .slot: []
        case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
        case .and(let all), .or(let all), .set(let all), .call(_, let all): all
        case .not(let inner), .negate(let inner), .attribute(let inner, _), .has(let inner, _),
            .like(let inner, _), .isEmpty(let inner):
            [inner]
        case .binary(_, let left, let right): [left, right]
        case .isType(let inner, _, let within): within.map { [inner, $0] } ?? [inner]
        case .record(let items): items.map(\.value)
        }
    }

    private static func constant(of kind: Kind) -> Value? {
        switch kind {
        case .literal(let value):
            return value
        case .set(let elements):
            let values = elements.compactMap(\.constant)
            return values.count == elements.count ? .set(Set(values)) : nil
        case .record(let items):
            var record = Record()
            for item in items {
                guard let value = item.value.constant else { return nil }
                record[item.name] = value
            }
            return .record(record)
        case .call(let function, let arguments):
            guard function.isConstructor, arguments.count == 1,
                case .string(let text)? = arguments[0].constant
            else { return nil }
            return function.construct(from: text)
        default:
            return nil
        }
    }
}
