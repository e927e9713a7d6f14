// Types as a schema would write them, for error messages.

extension StaticType: CustomStringConvertible {
    /// Writes the type in the schema's words.
    var description: String {
        switch self {
        case .never: "nothing"
        case .bool: "Bool"
        case .alwaysTrue: "Bool (always true)"
        case .alwaysFalse: "Bool (always false)"
        case .long: "Long"
        case .string: "String"
        case .set(nil): "Set"
        case .set(let element?): "Set<\(element)>"
        case .record(let shape): "{\(Self.list(shape))}"
        case .entity(let name): name
        case .anyEntity: "entity"
        case .extended(let kind): kind.rawValue
        }
    }

    private static func list(_ shape: RecordShape) -> String {
        let names = shape.attributes.keys.sorted()
        let shown = names.prefix(6).map { name in
            let attribute = shape.attributes[name]
            return name.text + (attribute?.isRequired == true ? ": " : "?: ")
                + (attribute?.type.description ?? "")
        }
        return shown.joined(separator: ", ") + (names.count > 6 ? ", …" : "")
    }
}
