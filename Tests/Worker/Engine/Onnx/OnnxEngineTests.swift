// ONNX Runtime through its C API, where its library is at hand.

import Foundation
import Testing
import Wire

@testable import Worker

private let library = environment("PORTCULLIS_ONNXRUNTIME")
private let reason: Comment = "needs PORTCULLIS_ONNXRUNTIME=PATH/libonnxruntime.so"

@Suite(.enabled(if: library != nil, reason))
struct OnnxEngineTests {
    private func load(_ path: String) throws -> any LoadedModel {
        let bytes = try #require(
            FileSystem.read("\(shippedModels)/\(path)/model.onnx", limit: 1 << 20))
        return try OnnxEngine(libraryPath: library).load(bytes)
    }

    @Test func `it says what a model takes and gives`() throws {
        let description = try load("digits/2").describe()
        #expect(
            description.inputs == [
                TensorDescription(name: "image", datatype: .fp32, shape: [-1, 64])
            ])
        #expect(
            description.outputs == [
                TensorDescription(name: "label", datatype: .int64, shape: [-1]),
                TensorDescription(name: "probabilities", datatype: .fp32, shape: [-1, 10]),
            ])
    }

    @Test func `it computes what the model says`() throws {
        let model = try load("affine/1")
        let call = EngineCall(inputCount: 1, cancellation: Cancellation())
        call.inputs[0].shape = [1, 4]
        let input = bytes([0, 1, 2, 3])
        call.inputs[0].bytes.append(input.span)
        try model.run(call)
        let output = call.outputs[0]
        #expect(floats(output.bytes) == [1, 3, 5, 7])
    }

    /// Rows of two strings, each given back: one `Identity` of the ONNX operators.
    private static let words =
        "CAg6TwoXCgV3b3JkcxIEc2FtZSIISWRlbnRpdHkSAXdaGAoFd29yZHMSDwoNCAgSCQoDEgFuCgIIAmIXCgRzYW1l"
        + "Eg8KDQgIEgkKAxIBbgoCCAJCBAoAEBE="

    private func elements(_ words: [String]) -> [UInt8] {
        words.flatMap { word in
            let count = word.utf8.count
            return [UInt8(count & 255), UInt8(count >> 8), 0, 0] + Array(word.utf8)
        }
    }

    @Test func `text goes in and comes out`() throws {
        let data = try #require(Data(base64Encoded: Self.words))
        let model = try OnnxEngine(libraryPath: library).load(Array(data))
        #expect(model.describe().inputs[0].datatype == .bytes)
        #expect(!model.describe().isBatchable)
        #expect(try !WarmUp.run(model))
        for words in [["cat", "", "Grüße", String(repeating: "x", count: 1000)], []] {
            let call = EngineCall(inputCount: 1, cancellation: Cancellation())
            call.inputs[0].shape = [Int64(words.count / 2), 2]
            let input = elements(words)
            call.inputs[0].bytes.append(input.span)
            try model.run(call)
            let output = call.outputs[0]
            #expect(output.shape == [Int64(words.count / 2), 2])
            let found = output.bytes.indices.map { output.bytes[$0] }
            #expect(found == input)
        }
    }

    @Test func `text with a zero byte is the caller's fault`() throws {
        let data = try #require(Data(base64Encoded: Self.words))
        let model = try OnnxEngine(libraryPath: library).load(Array(data))
        let call = EngineCall(inputCount: 1, cancellation: Cancellation())
        call.inputs[0].shape = [1, 2]
        let input = elements(["a\u{0}b", "c"])
        call.inputs[0].bytes.append(input.span)
        let fault = #expect(throws: EngineFault.self) { try model.run(call) }
        guard case .badInput = fault else {
            Issue.record("it is \(String(describing: fault))")
            return
        }
    }

    @Test func `a wrong shape is an error and leaves the model usable`() throws {
        let model = try load("digits/1")
        let call = EngineCall(inputCount: 1, cancellation: Cancellation())
        call.inputs[0].shape = [1, 63]
        let input = bytes([Float](repeating: 1, count: 63))
        call.inputs[0].bytes.append(input.span)
        #expect(throws: EngineFault.self) { try model.run(call) }
        #expect(try WarmUp.run(model))
    }

    @Test func `a file that is no model is refused`() throws {
        let engine = try OnnxEngine(libraryPath: library)
        #expect(throws: EngineFault.self) { _ = try engine.load(Array("not a model".utf8)) }
        #expect(throws: EngineFault.self) { _ = try engine.load([]) }
    }

    @Test func `a cancelled call does not run`() throws {
        let model = try load("affine/1")
        let call = EngineCall(inputCount: 1, cancellation: Cancellation())
        call.inputs[0].shape = [1, 4]
        let input = bytes([0, 1, 2, 3])
        call.inputs[0].bytes.append(input.span)
        call.cancellation.cancel()
        #expect(throws: EngineFault.cancelled) { try model.run(call) }
    }
}

struct OnnxLibraryTests {
    @Test func `without the library it says where to get it`() {
        let fault = #expect(throws: EngineFault.self) {
            _ = try OnnxEngine(libraryPath: "/nowhere/libonnxruntime.so")
        }
        #expect(fault?.description.contains("pip install onnxruntime") == true)
    }
}
