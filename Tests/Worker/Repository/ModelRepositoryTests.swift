// What a repository may hold, and what its faults say.

import Foundation
import Testing

@testable import Worker

struct ModelRepositoryTests {
    /// Loads a repository made of the given files.
    private func load(
        _ files: [String: String], only: [String] = []
    ) throws -> (models: ServedModels, lines: [String]) {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "portcullis-repository-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        var lines: [String] = []
        let repository = ModelRepository(
            directory: folder.path, only: only,
            engines: [
                OnnxEngineSource(libraryPath: "/nowhere.so"), BuiltInEngine(AffineEngine()),
            ])
        return (try repository.load { lines.append($0) }, lines)
    }

    private let affine = "affine 4 2 1"

    @Test func `versions are numbers and the highest is found by default`() throws {
        let (models, lines) = try load([
            "a/2/model.affine": affine, "a/10/model.affine": affine, "b/1/model.affine": affine,
            "notes/readme.txt": "", ".hidden/x": "",
        ])
        #expect(models.all.map(\.path) == ["a/2", "a/10", "b/1"])
        let name = Array("a".utf8)
        guard case .model(let found) = models.find(name: name.span, version: Span()) else {
            Issue.record("a is not found")
            return
        }
        #expect(found.version == "10")
        #expect(found.isBatchable)
        #expect(lines.contains { $0.contains("notes") && $0.contains("not a model") })
    }

    @Test func `the digest is the file's`() throws {
        let models = try load(["a/1/model.affine": affine]).models
        // Of `affine 4 2 1`, by sha256sum.
        #expect(
            models.all[0].digest
                == "6c4ef54748693a510b9a423311aaf209e50156650e09bd688d453844c852af11")
    }

    @Test func `only what is asked for is served`() throws {
        let files = [
            "a/1/model.affine": affine, "a/2/model.affine": affine, "b/1/model.affine": "",
        ]
        #expect(try load(files, only: ["a/1"]).models.all.map(\.path) == ["a/1"])
        #expect(try load(files, only: ["a"]).models.all.map(\.path) == ["a/1", "a/2"])
        #expect(throws: RepositoryFault.self) { try load(files, only: ["a/3"]) }
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let files: [String: String]
        let says: String
    }

    @Test(arguments: [
        Bad(testDescription: "empty", files: [:], says: "no models in"),
        Bad(
            testDescription: "version v1", files: ["a/v1/model.affine": "affine 4 2 1"],
            says: "a version is a positive number"),
        Bad(
            testDescription: "version 01", files: ["a/01/model.affine": "affine 4 2 1"],
            says: "without leading zeros"),
        Bad(
            testDescription: "version 0", files: ["a/0/model.affine": "affine 4 2 1"],
            says: "positive number"),
        Bad(
            testDescription: "no file", files: ["a/1/model.bin": ""],
            says: "expected one file, model.onnx or model.affine"),
        Bad(
            testDescription: "two files",
            files: ["a/1/model.onnx": "", "a/1/model.affine": "affine 4 2 1"],
            says: "expected one file"),
        Bad(
            testDescription: "broken file", files: ["a/1/model.affine": "four"],
            says: "a/1/model.affine: expected one line"),
        Bad(
            testDescription: "name", files: ["a model/1/model.affine": "affine 4 2 1"],
            says: "rename the directory"),
        Bad(
            testDescription: "no library", files: ["a/1/model.onnx": ""],
            says: "pip install onnxruntime"),
    ])
    func `a repository that cannot be served says why`(bad: Bad) throws {
        let fault = #expect(throws: RepositoryFault.self) { try load(bad.files) }
        #expect(fault?.description.contains(bad.says) == true, "\(fault?.description ?? "")")
    }

    @Test func `a directory that is not there is missing`() throws {
        let repository = ModelRepository(directory: "/nowhere", only: [], engines: [])
        let fault = #expect(throws: RepositoryFault.self) { _ = try repository.load { _ in } }
        #expect(fault.map { WorkerFault.repository($0).exitCode } == 66)
    }
}
