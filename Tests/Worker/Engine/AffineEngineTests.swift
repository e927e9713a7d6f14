// The reference engine.

import Testing
import Wire

@testable import Worker

struct AffineEngineTests {
    @Test func `it computes scale times x plus offset for every row`() throws {
        let model = try affineModel()
        let call = EngineCall(inputCount: 1, cancellation: Cancellation())
        call.inputs[0].shape = [2, 4]
        let input = bytes([0, 1, 2, 3, 4, 5, 6, -7])
        call.inputs[0].bytes.append(input.span)
        try model.run(call)
        #expect(call.outputs[0].shape == [2, 4])
        let output = call.outputs[0]
        #expect(floats(output.bytes) == [1, 3, 5, 7, 9, 11, 13, -13])
    }

    @Test(arguments: ["", "affine", "affine 4 2", "affine 0 1 1", "affine x 1 1", "line 4 2 1"])
    func `a file that is not one line of it is refused`(text: String) {
        #expect(throws: EngineFault.self) { _ = try AffineEngine().load(Array(text.utf8)) }
    }

    @Test func `a cancelled call does not run`() throws {
        let call = EngineCall(inputCount: 1, cancellation: Cancellation())
        call.cancellation.cancel()
        let model = try affineModel()
        #expect(throws: EngineFault.cancelled) { try model.run(call) }
    }
}
