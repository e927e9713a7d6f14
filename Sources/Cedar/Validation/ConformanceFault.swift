// How an entity or a request departs from the schema.

/// Reports one departure; values have no place in a text, so it names what it is about.
public struct ConformanceFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Names the entity concerned; nil for a request's context.
    public let subject: EntityUID?
    /// Says what is wrong, without a trailing full stop.
    public let message: String
    /// Says what to write instead, where that can be guessed.
    public let suggestion: String?

    /// Writes subject, message and suggestion in one line.
    public var description: String {
        (subject.map { "\($0): " } ?? "") + message + (suggestion.map { " (\($0))" } ?? "")
    }
}
