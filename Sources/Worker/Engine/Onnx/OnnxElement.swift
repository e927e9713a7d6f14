// The element types of ONNX and of the inference protocol, side by side.

import COnnxRuntime
import Wire

extension Datatype {
    /// The datatype of an ONNX element type; nil where the protocol or this worker has none.
    init?(onnxElement element: Int32) {
        guard let found = Self.onnxElements.first(where: { $0.element == element }) else {
            return nil
        }
        self = found.datatype
    }

    /// The ONNX element type of this datatype.
    var onnxElement: Int32? {
        Self.onnxElements.first { $0.datatype == self }?.element
    }

    private static let onnxElements: [(element: Int32, datatype: Datatype)] = [
        (Int32(ORT_ELEMENT_FLOAT), .fp32), (Int32(ORT_ELEMENT_INT64), .int64),
        (Int32(ORT_ELEMENT_UINT8), .uint8), (Int32(ORT_ELEMENT_INT8), .int8),
        (Int32(ORT_ELEMENT_UINT16), .uint16), (Int32(ORT_ELEMENT_INT16), .int16),
        (Int32(ORT_ELEMENT_INT32), .int32), (Int32(ORT_ELEMENT_BOOL), .bool),
        (Int32(ORT_ELEMENT_FLOAT16), .fp16), (Int32(ORT_ELEMENT_DOUBLE), .fp64),
        (Int32(ORT_ELEMENT_UINT32), .uint32), (Int32(ORT_ELEMENT_UINT64), .uint64),
        (Int32(ORT_ELEMENT_BFLOAT16), .bf16),
        (Int32(ORT_ELEMENT_STRING), .bytes),
    ]
}
