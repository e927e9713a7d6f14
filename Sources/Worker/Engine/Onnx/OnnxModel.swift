// A model loaded by ONNX Runtime, and one run of it.

import COnnxRuntime
import Glibc
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

/// Owns the options of one run, through which another thread can end it.
@safe final class OnnxRunOptions: RunInterrupter {
    private let library: OnnxLibrary
    private let handle: OnnxHandle
    var pointer: OpaquePointer { unsafe handle.pointer }

    init(_ library: OnnxLibrary) throws(EngineFault) {
        var options: OpaquePointer?
        try unsafe library.check(ort_run_options_create(library.table, &options))
        guard let options = unsafe options else { throw .failed("no run options were made") }
        self.library = library
        handle = unsafe OnnxHandle(options)
    }

    func interrupt() {
        // A failure to interrupt leaves the run to end by itself.
        try? unsafe library.check(ort_run_options_terminate(library.table, pointer))
    }

    deinit {
        unsafe ort_run_options_release(library.table, pointer)
    }
}

/// Owns C strings and the array of pointers to them that a run wants.
@safe final class CStrings: Sendable {
    private let address: UInt
    let count: Int

    init(_ texts: [String]) {
        let pointers = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: texts.count)
        for (index, text) in texts.enumerated() {
            unsafe (pointers + index).initialize(to: UnsafePointer(strdup(text)))
        }
        address = UInt(bitPattern: pointers)
        count = texts.count
    }

    var pointers: UnsafeMutablePointer<UnsafePointer<CChar>?>? {
        unsafe UnsafeMutablePointer(bitPattern: address)
    }

    deinit {
        guard let pointers = unsafe pointers else { return }
        for index in 0..<count { unsafe free(UnsafeMutableRawPointer(mutating: pointers[index])) }
        unsafe pointers.deallocate()
    }
}
