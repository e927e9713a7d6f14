// The options of one run, which are also its stop button.

import COnnxRuntime

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
