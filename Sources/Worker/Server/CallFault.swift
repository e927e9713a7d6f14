// Why a call cannot be answered with a result.

import Wire

/// Says the status and the message that a call ends with.
struct CallFault: Error {
    let status: GRPCStatus
    let text: String

    init(_ status: GRPCStatus, _ text: String) {
        self.status = status
        self.text = text
    }

    init(_ fault: InferFault) {
        self.init(fault.kind == .unsupported ? .unimplemented : .invalidArgument, fault.text)
    }
}
