// What can go wrong while an expression is evaluated.

/// Ends the evaluation of one policy.
enum EvaluationFault: Error, Sendable, CustomStringConvertible {
    case typeMismatch(expected: [ValueKind], found: ValueKind)
    case missingAttribute(String)
    case missingTag(String)
    case missingEntity(EntityUID)
    case overflow(String)
    case malformedText(ExtensionFunction, String)
    case argumentCount(ExtensionFunction, Int)
    case unfilledSlot(Slot)

    var description: String {
        switch self {
        case .typeMismatch(let expected, let found):
            "expected \(expected.map(\.rawValue).joined(separator: " or ")), "
                + "found \(found.rawValue)"
        case .missingAttribute(let name): "there is no attribute `\(name)`"
        case .missingTag(let name): "there is no tag `\(name)`"
        case .missingEntity(let uid): "there is no entity \(uid)"
        case .overflow(let operation): "\(operation) overflows 64 bits"
        case .malformedText(let function, let text):
            "\(text.cedarLiteral) is no text for `\(function.rawValue)`, "
                + "which reads as in \(function.exampleText.cedarLiteral)"
        case .argumentCount(let function, let count):
            "`\(function.rawValue)` takes \(function.argumentCount) arguments, found \(count)"
        case .unfilledSlot(let slot): "nothing fills the slot `\(slot.rawValue)`"
        }
    }
}
