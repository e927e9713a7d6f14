// Types of the functions and methods of decimal, ipaddr, datetime and duration.

extension TypeChecker {
    mutating func checkCall(
        _ function: ExtensionFunction, _ arguments: [Expression], _ prior: Set<Capability>,
        _ expression: Expression
    ) -> Answer {
        let result = Self.type(of: function.resultKind)
        guard arguments.count == function.argumentCount else {
            let receiver = function.isConstructor ? 0 : 1
            report(
                expression.range,
                "`\(function.rawValue)` takes \(function.argumentCount - receiver) arguments, "
                    + "found \(arguments.count - receiver)")
            for argument in arguments { _ = check(argument, prior) }
            return Answer(type: result)
        }
        if function.isConstructor { checkText(function, arguments[0], expression) }
        for (argument, kind) in zip(arguments, function.argumentKinds) {
            let expectation: Expectation = kind == .string ? .string : .extended(kind)
            _ = expect(expectation, argument, prior) { type in
                type == .string
                    ? "write it as a value: `\(kind == .ipaddr ? "ip" : kind.rawValue)(\"…\")`"
                    : nil
            }
        }
        return Answer(type: result)
    }

    /// Checks that a constructor is given a literal, and one that it can read.
    private mutating func checkText(
        _ function: ExtensionFunction, _ argument: Expression, _ expression: Expression
    ) {
        guard case .literal(let value) = argument.kind else {
            report(
                argument.range, "`\(function.rawValue)` must be given a text in quotes",
                suggestion: "as in `\(function.rawValue)(\(function.exampleText.cedarLiteral))`")
            return
        }
        guard case .string(let text) = value, function.construct(from: text) == nil else {
            return
        }
        report(
            argument.range,
            "\(text.cedarLiteral) is no \(function.resultKind.rawValue)",
            suggestion: "write it as in \(function.exampleText.cedarLiteral)")
    }

    private static func type(of kind: ValueKind) -> StaticType {
        switch kind {
        case .bool: .bool
        case .long: .long
        default: .extended(kind)
        }
    }
}
