// A mapping of known keys, whose required ones are missed aloud.

/// The values of a mapping by key.
struct YAMLMapping {
    let place: YAMLValue
    let what: String
    let values: [String: YAMLValue]

    /// A value that may be left out.
    func optional(_ key: String) -> YAMLValue? { values[key] }

    /// A value that must be there; its absence is noted.
    func required(_ key: String) -> YAMLValue? {
        if let value = values[key] { return value }
        place.fail("\(what) lacks the key \"\(key)\"; add `\(key): …`")
        return nil
    }
}
