// A stand-in for the canonical form of a request, which refuses.

/// Names a question by its canonical form.
public enum CanonicalInfer {
    /// The digest of a request.
    public static func digest(
        message: Span<UInt8>, allowedParameters: [String]
    ) throws(InferFault) -> Digest256 {
        throw InferFault(.unsupported, "no canonical form yet")
    }
}
