// What the steps ask of a request's own bytes: its headers, its body and its names.

import Policy
import Runtime
import Wire

extension Request {
    /// Lends the head to a question.
    func withHeaders<Result>(_ question: (borrowing HeaderBlock) -> Result) -> Result {
        if let stream { return question(stream.headers) }
        if let http1 = client.http1 { return question(http1.headers) }
        return question(HeaderBlock())
    }

    /// Whether `content-length` is over the bound, so that the rest need not be waited for.
    var announcesTooMuch: Bool {
        withHeaders { headers in
            guard let position = headers.first(.contentLength) else { return false }
            let text = headers.value(position)
            var count = 0
            for index in text.indices {
                // HTTP/1.1 and HTTP/2 have both refused what is no number of a sane length.
                count = count * 10 + Int(text[index] & 0x0F)
                if count > Bounds.restBodyBytes { return true }
            }
            return false
        }
    }

    /// The time by which the client wants its answer: its `grpc-timeout`, within the gate's own.
    func requestedDeadline(from now: Instant) -> Instant {
        let longest = now.advanced(byMilliseconds: Bounds.requestMilliseconds)
        let asked: UInt64? = withHeaders { headers in
            guard let position = headers.first(.grpcTimeout) else { return nil }
            return GRPCTimeout.parse(headers.value(position))
        }
        guard let asked else { return longest }
        let milliseconds = Int(min(asked / 1_000_000, UInt64(Bounds.requestMilliseconds)))
        return min(longest, now.advanced(byMilliseconds: max(1, milliseconds)))
    }

    /// Whether `grpc-timeout` is left out, or stands once and in its own grammar.
    var hasSoundTimeout: Bool {
        guard form == .grpc else { return true }
        return withHeaders { headers in
            guard let position = headers.first(.grpcTimeout) else { return true }
            return headers.occurrences(of: .grpcTimeout) == 1
                && GRPCTimeout.parse(headers.value(position)) != nil
        }
    }

    /// Reads `x-portcullis-data-class`; several fields add up.
    func dataClassesFromHeader() throws(Refusal) -> DataClassSet {
        guard let stream else {
            guard let http1 = client.http1 else { return [] }
            return try Self.dataClasses(http1.headers, snapshot.policies)
        }
        return try Self.dataClasses(stream.headers, snapshot.policies)
    }

    private static func dataClasses(
        _ headers: borrowing HeaderBlock, _ policies: Policies
    ) throws(Refusal) -> DataClassSet {
        var set: DataClassSet = []
        var position = headers.first(.dataClass)
        while let index = position {
            set.formUnion(try policies.dataClasses(header: headers.value(index)))
            position = headers.next(.dataClass, after: index)
        }
        return set
    }

    // MARK: Names

    /// Whether the scan of a gRPC message has come to its model's name.
    var scannedModelName: Bool {
        Self.hasName(scanner)
    }

    private static func hasName(_ scanner: borrowing InferScanner) -> Bool {
        scanner.modelName != nil
    }

    /// Takes model and version from a REST path.
    func nameFromPath() throws(Refusal) {
        guard namedModel.isEmpty else { return }
        switch withHeaders({ $0.restRoute() }) {
        case .modelReady(let model, let version): take(model, version)
        case .modelMetadata(let model, let version): take(model, version)
        case .infer(let model, let version): take(model, version)
        default: throw .badRequest("the path names no model")
        }
    }

    /// Takes a model and a version that have been read as names.
    func take(_ model: ModelName, _ version: ModelName?) {
        namedModel.append(model.bytes)
        if let version { namedVersion.append(version.bytes) }
    }

    /// Copies the version that the scan of a gRPC message has found.
    func copyScannedVersion() {
        Self.copyVersion(of: scanner, to: &namedVersion)
    }

    private static func copyVersion(of scanner: borrowing InferScanner, to name: inout ByteBuffer) {
        guard let version = scanner.modelVersion else { return }
        name.append(version)
    }

    /// Finds the model again by its name, under the present snapshot.
    func findModel() throws(Refusal) {
        let found: ModelIndex?
        if namedModel.isEmpty {
            found = Self.find(scanner, snapshot.policies)
        } else {
            found = Self.find(&namedModel, snapshot.policies)
        }
        guard let found else { throw .modelUnknown }
        model = found
    }

    private static func find(
        _ scanner: borrowing InferScanner, _ policies: Policies
    ) -> ModelIndex? {
        guard let name = scanner.modelName else { return nil }
        return policies.model(named: name)
    }

    private static func find(_ name: inout ByteBuffer, _ policies: Policies) -> ModelIndex? {
        policies.model(named: name.readable)
    }

    /// Writes what keeps a caller on one version.
    func writeStickyKey(
        _ sticky: TrafficRule.Sticky, caller: Caller, into key: inout ByteBuffer
    ) {
        let identity = caller.identityKey
        switch sticky {
        case .caller: key.append(identity.span)
        case .request:
            key.fill(minimum: DecisionID.textBytes) { (output: inout OutputSpan<UInt8>) in
                decisionID.write(into: &output)
            }
        case .header(let name):
            let bytes = Array(name.utf8)
            withHeaders { headers in
                if let position = headers.first(named: bytes.span) {
                    key.append(headers.value(position))
                }
            }
            if key.isEmpty { key.append(identity.span) }
        }
    }

    /// Writes the message of a REST question about a model; the version follows when it is chosen.
    func writeModelCall() {
        Self.append(&namedModel, to: &message)
    }

    private static func append(_ name: inout ByteBuffer, to message: inout ByteBuffer) {
        message.clear()
        InferMessages.appendModelName(name.readable, into: &message)
    }

    // MARK: Body

    /// Bytes of the body that wait.
    var bodyCount: Int { stream?.body.count ?? client.http1?.body.count ?? 0 }

    /// Lets the client send more: what has arrived is held under a bound of its own.
    func consumeWindow() {
        guard let stream else { return }
        let fresh = stream.body.count - consumedBytes
        guard fresh > 0 else { return }
        consumedBytes = stream.body.count
        client.http2?.consumed(stream, fresh)
    }

    /// Turns the JSON body into the message that travels to a worker.
    func transcodeBody() throws(InferFault) {
        if let stream {
            try Self.transcode(&stream.body, &namedModel, into: &message)
            stream.body.clear()
        } else if let http1 = client.http1 {
            try Self.transcode(&http1.body, &namedModel, into: &message)
            http1.body.clear()
        }
    }

    private static func transcode(
        _ json: inout ByteBuffer, _ model: inout ByteBuffer, into message: inout ByteBuffer
    ) throws(InferFault) {
        try RESTInfer.request(
            json: json.readable, model: model.readable, version: nil, into: &message)
    }
}
