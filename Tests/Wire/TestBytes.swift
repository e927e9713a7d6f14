// What the tests of this room share: bytes from text and hex, and a seeded generator.

@testable import Wire

/// A splitmix64 generator, so that a failing run can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// The UTF-8 of a text.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// What a body writes into a buffer.
func written(_ body: (inout ByteBuffer) throws -> Void) rethrows -> [UInt8] {
    var buffer = ByteBuffer()
    try body(&buffer)
    return array(buffer.readable)
}

/// A copy of a span's bytes.
func array(_ span: Span<UInt8>) -> [UInt8] {
    var copy: [UInt8] = []
    for index in span.indices { copy.append(span[index]) }
    return copy
}

/// The bytes as text, with anything that is not UTF-8 replaced.
func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// Copies of the bytes with a byte changed, dropped, doubled or the end cut, from a seed.
func mutations(of original: [UInt8], count: Int, seed: UInt64) -> [[UInt8]] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
        var copy = original
        for _ in 0..<Int.random(in: 1...3, using: &random) where !copy.isEmpty {
            let index = Int.random(in: 0..<copy.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: copy[index] = UInt8.random(in: 0...255, using: &random)
            case 1: copy[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2: copy.remove(at: index)
            case 3: copy.insert(copy[index], at: index)
            default: copy.removeSubrange(index...)
            }
        }
        return copy
    }
}
