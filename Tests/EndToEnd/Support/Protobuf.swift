// Writes protobuf messages by hand, so that a test can write those that no library would.

/// The bytes of a message under construction.
struct Protobuf {
    private(set) var bytes: [UInt8] = []

    var hex: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// A length-delimited field.
    mutating func add(_ field: Int, _ content: [UInt8]) {
        varint(UInt64(field) << 3 | 2)
        varint(UInt64(content.count))
        bytes += content
    }

    mutating func add(_ field: Int, _ text: String) { add(field, Array(text.utf8)) }

    /// A varint field.
    mutating func add(_ field: Int, number: UInt64) {
        varint(UInt64(field) << 3)
        varint(number)
    }

    mutating func varint(_ number: UInt64) {
        var left = number
        while left >= 0x80 {
            bytes.append(UInt8(left & 0x7f) | 0x80)
            left >>= 7
        }
        bytes.append(UInt8(left))
    }

    /// A `ModelInferRequest` for y = 2x + 1, as a client sends it.
    static func affineRequest(model: String = "affine", shape: [UInt64] = [1, 4]) -> Protobuf {
        var tensor = Protobuf()
        tensor.add(1, "x")
        tensor.add(2, "FP32")
        var sizes = Protobuf()
        for size in shape { sizes.varint(size) }
        tensor.add(3, sizes.bytes)
        var request = Protobuf()
        request.add(1, model)
        request.add(5, tensor.bytes)
        // 1, 2, 3, 4 as little-endian floats.
        request.add(7, [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 64])
        return request
    }
}
