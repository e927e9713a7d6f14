// Stand-ins for the JSON side of the inference protocol; each refuses.

/// Transcodes between REST and gRPC.
public enum RESTInfer {
    /// Reads a request.
    public static func request(
        json: Span<UInt8>, model: Span<UInt8>, version: Span<UInt8>?, into message: inout ByteBuffer
    ) throws(InferFault) {
        throw InferFault(.unsupported, "JSON is not spoken yet: use gRPC")
    }
    /// Writes a response.
    public static func response(
        message: Span<UInt8>, into json: inout ByteBuffer
    ) throws(InferFault) {
        throw InferFault(.unsupported, "JSON is not spoken yet: use gRPC")
    }
    /// Writes a model's metadata.
    public static func metadata(
        message: Span<UInt8>, into json: inout ByteBuffer
    ) throws(InferFault) {
        throw InferFault(.unsupported, "JSON is not spoken yet: use gRPC")
    }
    /// Writes a model's readiness.
    public static func ready(message: Span<UInt8>, into json: inout ByteBuffer) throws(InferFault) {
        throw InferFault(.unsupported, "JSON is not spoken yet: use gRPC")
    }
}

/// Names a question by its canonical form.
public enum CanonicalInfer {
    /// The digest of a request.
    public static func digest(
        message: Span<UInt8>, allowedParameters: [String]
    ) throws(InferFault) -> Digest256 {
        throw InferFault(.unsupported, "no canonical form yet")
    }
}

/// Writes JSON.
public enum JSONWriter {
    /// Writes an error body.
    public static func writeError(
        _ message: String, code: StaticString, into output: inout ByteBuffer
    ) {
        output.append(#"{"error":"refused","code":""#)
        output.append(code)
        output.append(#""}"#)
    }
}
