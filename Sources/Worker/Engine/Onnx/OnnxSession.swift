// A model in ONNX Runtime: made from the bytes of its file, freed with its last user.

import COnnxRuntime

/// Owns a session of ONNX Runtime, which any number of threads may run at once.
@safe final class OnnxSession: Sendable {
    let library: OnnxLibrary
    private let handle: OnnxHandle
    var pointer: OpaquePointer { unsafe handle.pointer }

    init(_ library: OnnxLibrary, _ model: [UInt8]) throws(EngineFault) {
        self.library = library
        var options: OpaquePointer?
        try unsafe library.check(ort_session_options_create(library.table, &options))
        guard let options = unsafe options else { throw .failed("no session options were made") }
        defer { unsafe ort_session_options_release(library.table, options) }
        // Our own threads run requests side by side, so one run keeps to its thread; a spinning
        // helper would take a core from another run.
        try unsafe library.check(ort_session_options_set_graph_level(library.table, options, 99))
        try unsafe library.check(ort_session_options_set_intra_threads(library.table, options, 1))
        try unsafe library.check(ort_session_options_set_inter_threads(library.table, options, 1))
        try unsafe library.check(
            ort_session_options_add_entry(
                library.table, options, "session.intra_op.allow_spinning", "0"))
        var session: OpaquePointer?
        let status = unsafe model.withUnsafeBufferPointer { bytes in
            unsafe ort_session_create(
                library.table, library.environment, bytes.baseAddress, bytes.count, options,
                &session)
        }
        try unsafe library.check(status)
        guard let session = unsafe session else { throw .failed("no session was made") }
        handle = unsafe OnnxHandle(session)
    }

    deinit {
        unsafe ort_session_release(library.table, pointer)
    }
}
