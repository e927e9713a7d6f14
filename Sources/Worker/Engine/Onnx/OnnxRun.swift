// The values of one run: inputs that point to our bytes, outputs that the library makes.

import COnnxRuntime
import Wire

/// Owns the values that go into a run and, until they are taken, those that come out.
@safe struct OnnxRun: ~Copyable {
    let library: OnnxLibrary
    private let values: UnsafeMutablePointer<OpaquePointer?>
    let inputCount: Int
    let outputCount: Int

    var inputs: UnsafeMutablePointer<OpaquePointer?> { unsafe values }
    var outputs: UnsafeMutablePointer<OpaquePointer?> { unsafe values + inputCount }

    init(_ library: OnnxLibrary, inputs: Int, outputs: Int) throws(EngineFault) {
        self.library = library
        inputCount = inputs
        outputCount = outputs
        unsafe values = .allocate(capacity: inputs + outputs)
        unsafe values.initialize(repeating: nil, count: inputs + outputs)
    }

    deinit {
        for index in 0..<inputCount + outputCount {
            if let value = unsafe values[index] { unsafe ort_value_release(library.table, value) }
        }
        unsafe values.deallocate()
    }

    /// Points an input at a tensor's bytes, which must stay until the run is over.
    func setInput(
        _ index: Int, _ tensor: TensorBuffer, _ datatype: Datatype
    ) throws(EngineFault) {
        if datatype == .bytes {
            try setStrings(index, tensor)
            return
        }
        guard let element = datatype.onnxElement else {
            throw .failed("\(datatype) inputs are not served")
        }
        let bytes = unsafe tensor.elements
        // A tensor without elements still needs an address.
        let data =
            unsafe bytes.baseAddress.map { unsafe UnsafeMutableRawPointer(mutating: $0) }
            ?? UnsafeMutableRawPointer(values)
        let shape = tensor.shape
        let status = unsafe shape.withUnsafeBufferPointer { dimensions in
            unsafe ort_value_create_tensor(
                library.table, library.memory, data, bytes.count, dimensions.baseAddress,
                dimensions.count, element, inputs + index)
        }
        try unsafe library.check(status)
    }

    /// Takes an output, whose memory then lives as long as the tensor that lends it.
    func takeOutput(
        _ index: Int, _ description: TensorDescription
    ) throws(EngineFault) -> OutputTensor {
        guard let pointer = unsafe outputs[index] else {
            throw .failed("output `\(description.name)` was not made")
        }
        unsafe outputs[index] = nil
        let value = unsafe OnnxValue(library, takingOwnership: pointer)
        let (element, shape) = try value.elementAndShape()
        guard element == description.datatype.onnxElement else {
            throw .failed("output `\(description.name)` came with ONNX element type \(element)")
        }
        if description.datatype == .bytes { return try value.strings(shape: shape) }
        var data: UnsafeMutableRawPointer?
        try unsafe library.check(ort_value_data(library.table, pointer, &data))
        let count = shape.reduce(description.datatype.byteWidth) { $0 * Int($1) }
        let elements = unsafe UnsafeBufferPointer(
            start: data.map { unsafe UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) },
            count: data == nil ? 0 : count)
        return unsafe OutputTensor(
            datatype: description.datatype, shape: shape, elements: elements, owner: value)
    }
}
