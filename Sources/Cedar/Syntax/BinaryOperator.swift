// The operators with two operands, methods of sets and tags among them.

/// Names an operation on two values.
enum BinaryOperator: String, Hashable, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case isIn = "in"
    case contains
    case containsAll
    case containsAny
    case getTag
    case hasTag

    /// Finds the operator that is written as a method with one argument.
    init?(method name: String) {
        switch name {
        case "contains", "containsAll", "containsAny", "getTag", "hasTag": self.init(rawValue: name)
        default: return nil
        }
    }
}
