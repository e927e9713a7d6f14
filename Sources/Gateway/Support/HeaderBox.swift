// A header block that is used again and again by one shard: building a head allocates nothing.

import Wire

/// Owns one header block, so that functions can fill it in turn.
final class HeaderBox {
    var block = HeaderBlock()

    /// The head of the gate's own question whether a model is ready.
    static func readinessQuestion() -> HeaderBox {
        let box = HeaderBox()
        box.block.append(.method, "POST")
        box.block.append(.scheme, "https")
        box.block.append(.path, "/inference.GRPCInferenceService/ModelReady")
        box.block.append(.authority, "worker")
        box.block.append(.contentType, "application/grpc")
        box.block.append(.te, "trailers")
        return box
    }
}
