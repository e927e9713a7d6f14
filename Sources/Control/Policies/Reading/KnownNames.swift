// Names that exist, found quickly however many there are.

/// A list of names, each once.
struct KnownNames: ExpressibleByArrayLiteral {
    /// In the order given.
    let all: [String]
    private let set: Set<String>

    init(_ all: [String]) {
        self.all = all
        set = Set(all)
    }

    init(arrayLiteral elements: String...) {
        self.init(elements)
    }

    func contains(_ name: String) -> Bool { set.contains(name) }

    /// What to write instead of an unknown name.
    func suggestion(for name: String) -> String? { Nearest.suggestion(for: name, among: all) }
}
