// An object of ONNX Runtime, named so that it can be passed between threads.

/// Names a C object that the library allows every thread to use.
@safe struct OnnxHandle: Sendable {
    // A pointer is not Sendable; its address is.
    private let address: UInt

    @unsafe init(_ pointer: OpaquePointer) {
        address = UInt(bitPattern: pointer)
    }

    var pointer: OpaquePointer {
        guard let pointer = unsafe OpaquePointer(bitPattern: address) else {
            preconditionFailure("made from a pointer")
        }
        return unsafe pointer
    }
}
