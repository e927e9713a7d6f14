// A JSON value with its place in the text.

/// Holds one value of a JSON text.
struct JSONNode: Sendable {
    indirect enum Kind: Sendable {
        case null
        case bool(Bool)
        case integer(Int64)
        /// A number that is no 64-bit integer; Cedar has no use for it.
        case number
        case string(String)
        case array([JSONNode])
        case object([Member])
    }

    struct Member: Sendable {
        let name: String
        let nameRange: SourceRange
        let value: JSONNode
    }

    let kind: Kind
    let range: SourceRange

    var string: String? {
        if case .string(let text) = kind { text } else { nil }
    }

    var array: [JSONNode]? {
        if case .array(let elements) = kind { elements } else { nil }
    }

    var object: [Member]? {
        if case .object(let members) = kind { members } else { nil }
    }

    var bool: Bool? {
        if case .bool(let value) = kind { value } else { nil }
    }

    subscript(name: String) -> JSONNode? {
        object?.first { $0.name.hasSameBytes(as: name) }?.value
    }
}
