// The status codes that a gRPC call ends with.

/// Names the outcome of a gRPC call, with the number that `grpc-status` carries.
public enum GRPCStatus: Int, Sendable, Hashable {
    case ok = 0
    case cancelled, unknown, invalidArgument, deadlineExceeded, notFound, alreadyExists
    case permissionDenied, resourceExhausted, failedPrecondition, aborted, outOfRange
    case unimplemented, `internal`, unavailable, dataLoss, unauthenticated

    /// Reads the value of a `grpc-status` field; nil for anything but a known number.
    public init?(parsing text: Span<UInt8>) {
        guard text.count == 1 || text.count == 2 else { return nil }
        var number = 0
        for index in text.indices {
            let digit = text[index] &- 0x30
            guard digit <= 9 else { return nil }
            number = number * 10 + Int(digit)
        }
        guard text.count == 1 || number >= 10 else { return nil }
        self.init(rawValue: number)
    }
}
