// A region that the policy set knows.

/// A region and the jurisdictions whose law holds there.
public struct Region: Hashable, Sendable {
    /// Its name, unique among its kind.
    public let name: String
    /// Jurisdictions whose law holds there.
    public let jurisdictions: [String]
    /// UTF-8 of the name.
    public let nameBytes: [UInt8]

    /// Takes a region as its file says it.
    public init(name: String, jurisdictions: [String]) {
        self.name = name
        self.jurisdictions = jurisdictions
        self.nameBytes = Array(name.utf8)
    }
}
