// What is wrong with an address that somebody wrote in a file or on a command line.

/// An address that cannot be read, and what to write instead.
public struct SocketAddressError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The text as it was written.
    public let text: String
    /// What was expected.
    public let advice: String

    init(_ text: String, _ advice: String) {
        self.text = text
        self.advice = advice
    }

    /// The text and the advice in one sentence.
    public var description: String { "“\(text)” is not an address: \(advice)" }
}
