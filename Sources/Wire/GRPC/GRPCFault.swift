// What is wrong with the framing of a gRPC message.

/// Says why a gRPC message cannot be taken, in words for the developer of the client.
public struct GRPCFault: Error, Sendable, Hashable {
    /// The status that the call ends with.
    public let status: GRPCStatus
    /// What was found and what to do.
    public let text: String

    /// Makes a fault.
    public init(_ status: GRPCStatus, _ text: String) {
        self.status = status
        self.text = text
    }
}
