// Models and requests that the worker's tests share.

import Glibc
import Synchronization
import Wire

@testable import Worker

/// The affine model `y = 2x + 1` on rows of four numbers.
func affineModel() throws -> any LoadedModel {
    try AffineEngine().load(Array("affine 4 2.0 1.0".utf8))
}

/// A model as the repository would serve it.
func served(
    _ loaded: any LoadedModel, name: String = "affine", version: UInt64 = 1,
    isBatchable: Bool = true
) -> ServedModel {
    ServedModel(
        name: name, version: "\(version)", number: version, digest: "00", engineName: "test",
        loaded: loaded, isBatchable: isBatchable)
}

/// Little-endian bytes of numbers.
func bytes(_ numbers: [Float]) -> [UInt8] {
    numbers.flatMap { number in
        (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * UInt32($0))) }
    }
}

/// The numbers in little-endian bytes.
func floats(_ bytes: Span<UInt8>) -> [Float] {
    stride(from: 0, to: bytes.count, by: 4).map { at in
        var bits: UInt32 = 0
        for index in 0..<4 { bits |= UInt32(bytes[at + index]) << (8 * UInt32(index)) }
        return Float(bitPattern: bits)
    }
}

/// The numbers in a buffer.
func floats(of buffer: borrowing ByteBuffer) -> [Float] {
    floats(buffer.readable)
}

/// The value of an environment variable.
func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
}

/// The repository that is shipped, found beside the tests.
let shippedModels: String = {
    let folders = #filePath.split(separator: "/").dropLast(4)
    return "/" + folders.joined(separator: "/") + "/Deploy/models"
}()
