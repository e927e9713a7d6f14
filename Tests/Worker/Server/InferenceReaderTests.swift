// The reader of requests, fed with damaged ones.

import Runtime
import Testing
import Wire

@testable import Worker

struct InferenceReaderTests {
    /// A small generator, so that a failure can be repeated.
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private static func damage(_ bytes: [UInt8], _ random: inout Random) -> [UInt8] {
        var damaged = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            // The five bytes of the prefix stay: the server has checked them before.
            let at = Int.random(in: 5..<damaged.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: damaged[at] = .random(in: 0...255, using: &random)
            case 1: damaged[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2: damaged.insert(.random(in: 0...255, using: &random), at: at)
            case 3 where damaged.count > 12: damaged.remove(at: at)
            default: damaged[at] = [0, 1, 0x7F, 0x80, 0xFF][Int(random.next() % 5)]
            }
        }
        return damaged
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a damaged request is refused or fits its model`(seed: UInt64) throws {
        let models = ServedModels([
            served(try affineModel()), served(FreeModel(), name: "free"),
        ])
        let reader = InferenceReader()
        let whole = [
            inferRequest(id: "7", outputs: ["y"], [Float](repeating: 1, count: 8)),
            inferRequest(model: "free", shape: [3, 2], [1, 2, 3, 4, 5, 6]),
        ]
        var random = Random(state: seed)
        var taken = 0
        for round in 0..<4000 {
            var body = ByteBuffer()
            let bytes = Self.damage(whole[round % 2], &random)
            body.append(bytes.span)
            do throws(CallFault) {
                let model = try reader.read(body, models)
                let batch = Batch(
                    model: model, layout: reader.layout, opened: Instant(nanoseconds: 0))
                try reader.append(body, to: batch)
                taken += 1
                let shape = reader.layout.shapes[0]
                let count = shape.reduce(4) { $0 * Int($1) }
                #expect(batch.call.inputs[0].bytes.count == count)
                #expect(reader.layout.rows == Int(shape[0]))
            } catch {
                #expect(!error.text.isEmpty)
                #expect(error.status == .invalidArgument || error.status == .notFound)
            }
        }
        #expect(taken > 100, "damage to the numbers leaves a request whole")
    }
}
