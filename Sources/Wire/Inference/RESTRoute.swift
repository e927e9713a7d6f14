// Which call of the Open Inference Protocol a REST request is, from its method and path.

/// Names the REST call that a method and a path mean.
public enum RESTRoute: Sendable {
    case serverLive
    case serverReady
    case serverMetadata
    case modelReady(ModelName, version: ModelName?)
    case modelMetadata(ModelName, version: ModelName?)
    case infer(ModelName, version: ModelName?)
    /// The path is none of ours.
    case notFound
    /// The path is ours and wants another method: `GET`, or `POST` for infer.
    case methodNotAllowed(allowed: StaticString)
    /// The path is ours but a model or version name in it is not one.
    case badName(InferFault)

    /// Finds the call.
    ///
    /// - Parameters:
    ///   - method: the method as sent; it is case-sensitive (RFC 9110 section 9.1).
    ///   - path: the request target; a query is ignored, an escape in a name is decoded once.
    public static func parse(method: Span<UInt8>, path: Span<UInt8>) -> RESTRoute {
        let target = withoutQuery(path)
        if target.equals("/v2") { return reading(method, .serverMetadata) }
        if target.equals("/v2/health/live") { return reading(method, .serverLive) }
        if target.equals("/v2/health/ready") { return reading(method, .serverReady) }
        guard target.starts(with: "/v2/models/") else { return .notFound }
        return model(method, target.extracting(droppingFirst: 11))
    }

    private static func model(_ method: Span<UInt8>, _ rest: Span<UInt8>) -> RESTRoute {
        let name = segment(rest)
        guard !name.isEmpty else { return .notFound }
        var tail = rest.extracting(droppingFirst: name.count)
        var version: ModelName?
        var versionLength = 0
        if tail.starts(with: "/versions/") {
            let text = segment(tail.extracting(droppingFirst: 10))
            versionLength = 10 + text.count
            version = ModelName(percentEncoded: text)
            if version == nil { return .badName(fault("model version", text)) }
        }
        tail = tail.extracting(droppingFirst: versionLength)
        let isInfer = tail.equals("/infer")
        guard isInfer || tail.isEmpty || tail.equals("/ready") else { return .notFound }
        guard let model = ModelName(percentEncoded: name) else {
            return .badName(fault("model name", name))
        }
        if isInfer {
            return method.equals("POST")
                ? .infer(model, version: version) : .methodNotAllowed(allowed: "POST")
        }
        return tail.isEmpty
            ? reading(method, .modelMetadata(model, version: version))
            : reading(method, .modelReady(model, version: version))
    }

    private static func reading(_ method: Span<UInt8>, _ route: RESTRoute) -> RESTRoute {
        method.equals("GET") || method.equals("HEAD") ? route : .methodNotAllowed(allowed: "GET")
    }

    private static func fault(_ what: String, _ name: Span<UInt8>) -> InferFault {
        InferFault(
            "the \(what) in the path is \(InferFault.quote(name)): "
                + "use 1 to 128 of A-Z a-z 0-9 . _ -")
    }

    /// The bytes before the next slash.
    @_lifetime(copy text)
    private static func segment(_ text: Span<UInt8>) -> Span<UInt8> {
        for index in text.indices where text[index] == UInt8(ascii: "/") {
            return text.extracting(first: index)
        }
        return text
    }

    @_lifetime(copy path)
    private static func withoutQuery(_ path: Span<UInt8>) -> Span<UInt8> {
        for index in path.indices where path[index] == UInt8(ascii: "?") {
            return path.extracting(first: index)
        }
        return path
    }
}
