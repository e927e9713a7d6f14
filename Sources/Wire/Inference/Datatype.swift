// The element types of the Open Inference Protocol.

/// Names the type of a tensor's elements.
public enum Datatype: UInt8, Sendable, Hashable, CaseIterable {
    case bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, fp16, bf16, fp32, fp64
    case bytes

    /// The bytes of one element in raw form; zero for `bytes`, whose elements carry their length.
    public var byteWidth: Int {
        switch self {
        case .bool, .int8, .uint8: 1
        case .int16, .uint16, .fp16, .bf16: 2
        case .int32, .uint32, .fp32: 4
        case .int64, .uint64, .fp64: 8
        case .bytes: 0
        }
    }

    /// The protocol's name for it.
    public var name: StaticString {
        switch self {
        case .bool: "BOOL"
        case .int8: "INT8"
        case .int16: "INT16"
        case .int32: "INT32"
        case .int64: "INT64"
        case .uint8: "UINT8"
        case .uint16: "UINT16"
        case .uint32: "UINT32"
        case .uint64: "UINT64"
        case .fp16: "FP16"
        case .bf16: "BF16"
        case .fp32: "FP32"
        case .fp64: "FP64"
        case .bytes: "BYTES"
        }
    }

    /// Finds the type that has exactly this name.
    public init?(name: Span<UInt8>) {
        switch name.count {
        case 4:
            if name.equals("FP32") { self = .fp32; return }
            if name.equals("INT8") { self = .int8; return }
            if name.equals("BOOL") { self = .bool; return }
            if name.equals("FP64") { self = .fp64; return }
            if name.equals("FP16") { self = .fp16; return }
            guard name.equals("BF16") else { return nil }
            self = .bf16
        case 5:
            if name.equals("INT64") { self = .int64; return }
            if name.equals("INT32") { self = .int32; return }
            if name.equals("BYTES") { self = .bytes; return }
            if name.equals("UINT8") { self = .uint8; return }
            guard name.equals("INT16") else { return nil }
            self = .int16
        case 6:
            if name.equals("UINT64") { self = .uint64; return }
            if name.equals("UINT32") { self = .uint32; return }
            guard name.equals("UINT16") else { return nil }
            self = .uint16
        default: return nil
        }
    }
}
