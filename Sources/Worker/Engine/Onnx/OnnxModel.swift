// A model loaded by ONNX Runtime, and one run of it.

import COnnxRuntime
import Wire

/// Runs a session, with the names of its inputs and outputs kept as C strings.
@safe final class OnnxModel: LoadedModel {
    private let session: OnnxSession
    private let description: ModelDescription
    private let inputNames: CStrings
    private let outputNames: CStrings

    init(_ library: OnnxLibrary, _ session: OnnxSession) throws(EngineFault) {
        self.session = session
        let inputs = try session.describe(.input)
        let outputs = try session.describe(.output)
        description = ModelDescription(platform: "onnx", inputs: inputs, outputs: outputs)
        inputNames = CStrings(inputs.map(\.name))
        outputNames = CStrings(outputs.map(\.name))
    }

    func describe() -> ModelDescription { description }

    // The session is freed with the last run that holds it.
    func release() {}

    func run(_ call: EngineCall) throws(EngineFault) {
        let run = try OnnxRun(session.library, inputs: inputNames.count, outputs: outputNames.count)
        for (index, tensor) in description.inputs.enumerated() {
            try run.setInput(index, call.inputs[index], tensor.datatype)
        }
        let options = try OnnxRunOptions(session.library)
        guard call.cancellation.begin(options) else { throw .cancelled }
        defer { call.cancellation.end() }
        do throws(EngineFault) {
            try unsafe session.library.check(
                ort_session_run(
                    session.library.table, session.pointer, options.pointer, inputNames.pointers,
                    run.inputs, run.inputCount, outputNames.pointers, run.outputCount,
                    run.outputs))
        } catch {
            throw call.cancellation.isCancelled ? .cancelled : error
        }
        call.outputs.removeAll(keepingCapacity: true)
        for (index, tensor) in description.outputs.enumerated() {
            try call.outputs.append(run.takeOutput(index, tensor))
        }
    }
}
