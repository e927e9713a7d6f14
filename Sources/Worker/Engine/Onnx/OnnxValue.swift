// One output of a run, owned until the answers are written.

import COnnxRuntime

/// Owns one value of ONNX Runtime.
@safe final class OnnxValue {
    let library: OnnxLibrary
    let pointer: OpaquePointer

    @unsafe init(_ library: OnnxLibrary, takingOwnership pointer: OpaquePointer) {
        self.library = library
        unsafe self.pointer = unsafe pointer
    }

    deinit {
        unsafe ort_value_release(library.table, pointer)
    }

    func elementAndShape() throws(EngineFault) -> (element: Int32, shape: [Int64]) {
        var isTensor: Int32 = 0
        try unsafe library.check(ort_value_is_tensor(library.table, pointer, &isTensor))
        guard isTensor != 0 else { throw .failed("an output is not a tensor") }
        var info: OpaquePointer?
        try unsafe library.check(ort_value_tensor_info(library.table, pointer, &info))
        guard let info = unsafe info else { throw .failed("an output has no shape") }
        defer { unsafe ort_tensor_info_release(library.table, info) }
        return try unsafe library.elementAndShape(info)
    }
}
