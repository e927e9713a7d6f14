// The models that are shipped, on the samples that are shipped with them.

import Foundation
import Testing
import Wire

@testable import Worker

private let library = environment("PORTCULLIS_ONNXRUNTIME")
private let reason: Comment = "needs PORTCULLIS_ONNXRUNTIME=PATH/libonnxruntime.so"

@Suite(.enabled(if: library != nil, reason))
struct ShippedModelsTests {
    private struct Body: Decodable {
        struct Input: Decodable {
            let shape: [Int64]
            let data: [Float]
        }

        let inputs: [Input]
    }

    private func read<T: Decodable>(_ type: T.Type, _ name: String) throws -> T {
        let data = try Data(contentsOf: URL(filePath: "\(shippedModels)/samples/\(name)"))
        return try JSONDecoder().decode(type, from: data)
    }

    /// The share of a sample's rows that a version labels as they are.
    private func accuracy(_ model: ServedModel, _ name: String, _ truth: [Int]) throws -> Double {
        let input = try read(Body.self, name).inputs[0]
        let call = EngineCall(inputCount: 1, cancellation: Cancellation())
        call.inputs[0].shape = input.shape
        let elements = bytes(input.data)
        call.inputs[0].bytes.append(elements.span)
        try model.loaded.run(call)
        let output = call.outputs[0]
        let labels = stride(from: 0, to: output.bytes.count, by: 8).map { Int(output.bytes[$0]) }
        try #require(labels.count == truth.count)
        return Double(zip(labels, truth).count { $0 == $1 }) / Double(truth.count)
    }

    @Test func `they label held-out samples as well as they should`() throws {
        let repository = ModelRepository(
            directory: shippedModels, only: [],
            engines: [OnnxEngineSource(libraryPath: library)])
        let models = try repository.load { _ in }
        #expect(
            models.all.map(\.path) == [
                "affine/1", "digits/1", "digits/2", "digits-eu/1", "triage/1",
            ])
        #expect(!models.all.contains { !$0.isBatchable })
        let truth = try read([String: [Int]].self, "labels.json")
        for model in models.all where model.name != "affine" {
            let family = model.name == "triage" ? "triage" : "digits"
            var right = 0.0
            var count = 0
            for (name, labels) in truth where name.hasPrefix("\(family)-") {
                right += try accuracy(model, name, labels) * Double(labels.count)
                count += labels.count
            }
            #expect(right / Double(count) >= 0.95, "\(model.path): \(right) of \(count)")
        }
    }
}
