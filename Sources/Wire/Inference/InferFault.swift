// What is wrong with an inference message, said to the developer of the client.

/// Says why an inference message cannot be taken and what to send instead.
public struct InferFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// Who has to act, which decides the status.
    public enum Kind: Sendable, Hashable {
        /// The request is wrong: 400, INVALID_ARGUMENT.
        case invalid
        /// The request asks for what is not offered: 415, UNIMPLEMENTED.
        case unsupported
        /// The worker's answer is malformed: 502, UNAVAILABLE.
        case badAnswer
        /// The worker's answer is good but JSON cannot carry it: 502, with advice to use gRPC.
        case notRepresentable
    }

    /// Who has to act.
    public let kind: Kind
    /// What was found, what was expected, what to do; printable ASCII.
    public let text: String

    /// The same as `text`.
    public var description: String { text }

    /// Makes a fault.
    public init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }

    /// Makes a fault of the request.
    public init(_ text: String) {
        self.init(.invalid, text)
    }

    /// The same fault found in a worker's answer instead of a caller's request.
    func inAnswer() -> InferFault {
        kind == .invalid ? InferFault(.badAnswer, text) : self
    }

    /// Quotes bytes that a peer sent, with every unprintable one escaped and a bounded length.
    static func quote(_ bytes: Span<UInt8>) -> String {
        let limit = 64
        var text = "\""
        for index in 0..<min(bytes.count, limit) {
            let byte = bytes[index]
            if byte >= 0x20 && byte <= 0x7E && byte != UInt8(ascii: "\"") {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "\\x"
                text.unicodeScalars.append(Unicode.Scalar(PercentEncoding.hexDigit(byte >> 4)))
                text.unicodeScalars.append(Unicode.Scalar(PercentEncoding.hexDigit(byte & 15)))
            }
        }
        return text + (bytes.count > limit ? "...\"" : "\"")
    }
}
