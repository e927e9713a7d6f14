// Reading the names, element types and shapes of a session's inputs and outputs.

import COnnxRuntime
import Wire

extension OnnxSession {
    /// The two sides of a model.
    enum Side: String {
        case input, output
    }

    func describe(_ side: Side) throws(EngineFault) -> [TensorDescription] {
        var count = 0
        switch side {
        case .input:
            try unsafe library.check(ort_session_input_count(library.table, pointer, &count))
        case .output:
            try unsafe library.check(ort_session_output_count(library.table, pointer, &count))
        }
        guard count > 0, count <= 256 else { throw .failed("the model has \(count) \(side)s") }
        var tensors: [TensorDescription] = []
        for index in 0..<count { try tensors.append(describe(side, index)) }
        return tensors
    }

    private func describe(_ side: Side, _ index: Int) throws(EngineFault) -> TensorDescription {
        let name = try name(side, index)
        var type: OpaquePointer?
        switch side {
        case .input:
            try unsafe library.check(ort_session_input_type(library.table, pointer, index, &type))
        case .output:
            try unsafe library.check(ort_session_output_type(library.table, pointer, index, &type))
        }
        guard let type = unsafe type else { throw .failed("\(side) `\(name)` has no type") }
        defer { unsafe ort_type_release(library.table, type) }
        var tensor: OpaquePointer?
        try unsafe library.check(ort_type_tensor_info(library.table, type, &tensor))
        guard let tensor = unsafe tensor else {
            throw .failed(
                "\(side) `\(name)` is not a tensor; export the model with tensors only "
                    + "(for scikit-learn: zipmap=False)")
        }
        let (element, shape) = try unsafe library.elementAndShape(tensor)
        guard let datatype = Datatype(onnxElement: element) else {
            throw .failed("\(side) `\(name)` has ONNX element type \(element), which is not served")
        }
        return TensorDescription(
            name: name, datatype: datatype, shape: shape.map { $0 < 0 ? -1 : $0 })
    }

    private func name(_ side: Side, _ index: Int) throws(EngineFault) -> String {
        var name: UnsafeMutablePointer<CChar>?
        switch side {
        case .input:
            try unsafe library.check(
                ort_session_input_name(library.table, pointer, index, library.allocator, &name))
        case .output:
            try unsafe library.check(
                ort_session_output_name(library.table, pointer, index, library.allocator, &name))
        }
        guard let name = unsafe name else { throw .failed("\(side) \(index) has no name") }
        let text = unsafe String(cString: name)
        try unsafe library.check(ort_allocator_free(library.table, library.allocator, name))
        return text
    }
}

extension OnnxLibrary {
    /// The element type and dimensions of a tensor's type; free dimensions are negative.
    @unsafe func elementAndShape(
        _ info: OpaquePointer
    ) throws(EngineFault) -> (element: Int32, shape: [Int64]) {
        var element: Int32 = 0
        var rank = 0
        try unsafe check(ort_tensor_element_type(table, info, &element))
        try unsafe check(ort_tensor_rank(table, info, &rank))
        guard rank <= 32 else { throw .failed("a tensor has \(rank) dimensions") }
        var shape = [Int64](repeating: 0, count: rank)
        let status = unsafe shape.withUnsafeMutableBufferPointer { dimensions in
            unsafe ort_tensor_dimensions(table, info, dimensions.baseAddress, rank)
        }
        try unsafe check(status)
        return (element, shape)
    }
}
