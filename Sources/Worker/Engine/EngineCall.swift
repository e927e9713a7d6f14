// One run of a model: what goes in, what came out, and whether anyone still waits.

/// Carries the inputs of a run to an engine and its outputs back.
public final class EngineCall {
    /// One tensor for each input of the model's description, in its order.
    public let inputs: [TensorBuffer]
    /// The outputs in the order of the description; empty before the run.
    public var outputs: [OutputTensor] = []
    /// Ends the run when nobody waits for it any more.
    public let cancellation: Cancellation

    /// Makes a call with empty inputs.
    public init(inputCount: Int, cancellation: Cancellation) {
        inputs = (0..<inputCount).map { _ in TensorBuffer() }
        self.cancellation = cancellation
    }
}
