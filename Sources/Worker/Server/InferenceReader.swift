// An inference request held against the description of the model it names.

import Runtime
import Wire

/// Reads one request at a time and keeps its memory for the next.
final class InferenceReader {
    private var message = InferMessage()
    /// The checked shapes of the present request.
    let layout = RequestLayout()
    /// For each input of the model, the tensor of the message that carries it.
    private var order: [Int] = []
    /// The outputs that the present request asks for, by index; all when empty.
    private(set) var outputs: [Int] = []

    /// Indexes and checks a request.
    ///
    /// - Parameter body: the gRPC prefix and the message.
    func read(
        _ body: borrowing ByteBuffer, _ models: ServedModels
    ) throws(CallFault) -> ServedModel {
        let bytes = body.readable.extracting(GRPCFramePrefix.length..<body.count)
        do throws(InferFault) {
            try message.parse(bytes, as: .request)
        } catch {
            throw CallFault(error)
        }
        let model = try Self.find(message, bytes, models)
        try checkInputs(model, bytes)
        try checkOutputs(model, bytes)
        return model
    }

    /// Appends the request's elements to every input of a batch, or to none.
    func append(_ body: borrowing ByteBuffer, to batch: Batch) throws(CallFault) {
        let bytes = body.readable.extracting(GRPCFramePrefix.length..<body.count)
        for (index, tensor) in batch.call.inputs.enumerated() {
            let before = tensor.bytes.count
            do throws(InferFault) {
                try message.appendRawData(
                    of: message.tensors[order[index]], in: bytes, to: &tensor.bytes)
            } catch {
                tensor.bytes.truncate(to: before)
                for earlier in batch.call.inputs[..<index] { batch.dropUnadded(earlier) }
                throw CallFault(error)
            }
        }
    }

    /// Appends the request's id to a buffer.
    func copyID(_ body: borrowing ByteBuffer, into id: inout ByteBuffer) {
        guard !message.id.isEmpty else { return }
        let bytes = body.readable.extracting(GRPCFramePrefix.length..<body.count)
        id.append(bytes.extracting(message.id))
    }

    private static func find(
        _ message: InferMessage, _ bytes: Span<UInt8>, _ models: ServedModels
    ) throws(CallFault) -> ServedModel {
        let name = bytes.extracting(message.modelName)
        switch models.find(name: name, version: bytes.extracting(message.modelVersion)) {
        case .model(let model): return model
        case .noModel: throw CallFault(.notFound, "no model \(text(name)) is served here")
        case .noVersion:
            let version = text(bytes.extracting(message.modelVersion))
            let served = models.versions(of: text(name)).joined(separator: ", ")
            throw CallFault(
                .notFound, "model \(text(name)) has no version \(version) here: it has \(served)")
        }
    }

    private func checkInputs(_ model: ServedModel, _ bytes: Span<UInt8>) throws(CallFault) {
        let inputs = model.description.inputs
        order.removeAll(keepingCapacity: true)
        layout.reset(inputCount: inputs.count)
        for index in inputs.indices {
            let name = model.inputNames[index]
            let found = message.tensors.firstIndex {
                bytes.extracting($0.name).equals(name.span)
            }
            guard let found else {
                throw CallFault(
                    .invalidArgument, "input `\(inputs[index].name)` is missing: \(takes(model))")
            }
            order.append(found)
            try check(message.tensors[found], inputs[index])
            for dimension in message.dimensions[message.tensors[found].shape] {
                layout.shapes[index].append(dimension)
            }
            if model.isBatchable { try checkRows(index, inputs[index]) }
        }
        guard message.tensors.count > inputs.count else { return }
        for index in message.tensors.indices where !order.contains(index) {
            let name = Self.text(bytes.extracting(message.tensors[index].name))
            throw CallFault(
                .invalidArgument, "the model has no input `\(name)`: \(takes(model))")
        }
    }

    private func check(
        _ tensor: InferTensor, _ input: TensorDescription
    ) throws(CallFault) {
        guard tensor.datatype == input.datatype else {
            throw CallFault(
                .invalidArgument,
                "input `\(input.name)` is \(tensor.datatype.name), and the model takes "
                    + "\(input.datatype.name)")
        }
        let shape = message.dimensions[tensor.shape]
        let fits =
            shape.count == input.shape.count
            && zip(shape, input.shape).allSatisfy { $1 == -1 || $0 == $1 }
        guard fits else {
            throw CallFault(
                .invalidArgument,
                "input `\(input.name)` has shape \(Array(shape)), and the model takes "
                    + "\(input.shape), where -1 is any size")
        }
        // A shape such as [1000000000000, 0] would name any number of rows with no byte behind them.
        guard tensor.elementCount > 0 else {
            throw CallFault(
                .invalidArgument,
                "input `\(input.name)` has shape \(Array(shape)), which holds no elements: "
                    + "send one row at least")
        }
    }

    /// Notes the rows of a request whose model takes any number of them.
    private func checkRows(_ index: Int, _ input: TensorDescription) throws(CallFault) {
        let rows = Int(layout.shapes[index][0])
        if index == 0 { layout.rows = rows }
        guard rows == layout.rows else {
            throw CallFault(
                .invalidArgument,
                "input `\(input.name)` has \(rows) rows and the first input has \(layout.rows): "
                    + "give every input the same first dimension")
        }
    }

    private func checkOutputs(_ model: ServedModel, _ bytes: Span<UInt8>) throws(CallFault) {
        outputs.removeAll(keepingCapacity: true)
        for requested in message.requestedOutputs {
            let name = bytes.extracting(requested.name)
            var found: Int?
            for index in model.outputNames.indices {
                let candidate = model.outputNames[index]
                if name.equals(candidate.span) { found = index }
            }
            guard let found else {
                let names = model.description.outputs.map { "`\($0.name)`" }
                throw CallFault(
                    .invalidArgument,
                    "the model has no output `\(Self.text(name))`: it gives "
                        + names.joined(separator: ", "))
            }
            outputs.append(found)
        }
    }

    private func takes(_ model: ServedModel) -> String {
        let inputs = model.description.inputs.map {
            "`\($0.name)` \($0.datatype.name) \($0.shape)"
        }
        return "model \(model.name) takes " + inputs.joined(separator: ", ")
    }

    /// Text of a peer for an error message, which is escaped before it is sent.
    private static func text(_ bytes: Span<UInt8>) -> String {
        var text = ""
        for index in 0..<min(bytes.count, 128) {
            text.unicodeScalars.append(Unicode.Scalar(bytes[index]))
        }
        return text
    }
}
