// Tensors of text: elements behind their lengths on our side, terminated strings on the library's.

import COnnxRuntime
import Wire

extension OnnxRun {
    /// Makes an input of strings, which the library copies.
    func setStrings(_ index: Int, _ tensor: TensorBuffer) throws(EngineFault) {
        let shape = tensor.shape
        let created = unsafe shape.withUnsafeBufferPointer { dimensions in
            unsafe ort_value_create_strings(
                library.table, library.allocator, dimensions.baseAddress, dimensions.count,
                inputs + index)
        }
        try unsafe library.check(created)
        let (text, starts) = try Self.terminated(tensor.bytes)
        guard let value = unsafe inputs[index], !starts.isEmpty else { return }
        let filled = unsafe text.withUnsafeBufferPointer { bytes in
            let strings = unsafe starts.map { start in
                unsafe bytes.baseAddress.map { unsafe $0 + start }
            }
            return unsafe strings.withUnsafeBufferPointer { list in
                unsafe ort_value_fill_strings(
                    library.table, value, list.baseAddress, list.count)
            }
        }
        try unsafe library.check(filled)
    }

    /// Turns lengths before elements into zeros behind them.
    private static func terminated(
        _ bytes: borrowing ByteBuffer
    ) throws(EngineFault) -> (text: [CChar], starts: [Int]) {
        let source = bytes.readable
        var text: [CChar] = []
        text.reserveCapacity(source.count)
        var starts: [Int] = []
        var offset = 0
        while source.count - offset >= 4 {
            var length = 0
            for index in 0..<4 { length |= Int(source[offset + index]) << (8 * index) }
            offset += 4
            guard length <= source.count - offset else { break }
            starts.append(text.count)
            for index in offset..<offset + length {
                guard source[index] != 0 else {
                    throw .badInput("an element of BYTES holds a zero byte: send text")
                }
                text.append(CChar(bitPattern: source[index]))
            }
            text.append(0)
            offset += length
        }
        return (text, starts)
    }
}

extension OnnxValue {
    /// Copies an output of strings, each behind its length.
    func strings(shape: [Int64]) throws(EngineFault) -> OutputTensor {
        let count = shape.reduce(1) { $0 * Int($1) }
        var length = 0
        try unsafe library.check(ort_value_strings_length(library.table, pointer, &length))
        var bytes = [UInt8](repeating: 0, count: length + 1)
        var offsets = [Int](repeating: 0, count: count + 1)
        let status = unsafe bytes.withUnsafeMutableBufferPointer { bytes in
            unsafe offsets.withUnsafeMutableBufferPointer { offsets in
                unsafe ort_value_strings_content(
                    library.table, pointer, bytes.baseAddress, length, offsets.baseAddress, count)
            }
        }
        try unsafe library.check(status)
        offsets[count] = length
        let output = OwnedOutput(capacity: length + 4 * count)
        for index in 0..<count {
            let size = offsets[index + 1] - offsets[index]
            for shift in [0, 8, 16, 24] {
                output.bytes.append(UInt8(truncatingIfNeeded: size >> shift))
            }
            output.bytes.append(bytes.span.extracting(offsets[index]..<offsets[index] + size))
        }
        return output.tensor(datatype: .bytes, shape: shape)
    }
}
