// Runs the public Cedar conformance cases, where a directory with them is named.

import Foundation
import Testing

@testable import Cedar

/// Reads every case below the directory that `CEDAR_CORPUS` names.
struct CedarConformanceTests {
    private static let directory = ProcessInfo.processInfo.environment["CEDAR_CORPUS"]

    @Test(.enabled(if: directory != nil, "the variable CEDAR_CORPUS names no directory"))
    func `every conformance case gets its decision, reasons, errors and verdict`() throws {
        let path = try #require(Self.directory)
        let root = URL(fileURLWithPath: path, isDirectory: true)
        let files = Self.cases(below: root)
        #expect(!files.isEmpty, "no cases below \(path)")
        var failures: [String] = []
        var verdicts = 0
        for file in files {
            var found: [String] = []
            do {
                let result = try ConformanceCase(file: file, root: root).run()
                found = result.failures
                if let verdict = result.verdictFailure {
                    verdicts += 1
                    found.append(verdict)
                }
            } catch {
                found = ["\(error)"]
            }
            if !found.isEmpty {
                failures.append("\(file.lastPathComponent): \(found.joined(separator: "; "))")
            }
        }
        print("cedar corpus: \(files.count - failures.count) passed, \(failures.count) failed")
        if verdicts > 0 { print("cedar corpus: \(verdicts) wrong validation verdicts") }
        for failure in failures.sorted(by: { Self.isVerdict($1) && !Self.isVerdict($0) }).prefix(30)
        { print("  \(failure.prefix(600))") }
        #expect(failures.isEmpty)
    }

    private static func isVerdict(_ failure: String) -> Bool {
        failure.contains(" policies, found ")
    }

    /// Finds the JSON files that are cases: objects that name policies and requests.
    private static func cases(below root: URL) -> [URL] {
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        var found: [URL] = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "json",
                !file.lastPathComponent.hasSuffix("entities.json"),
                let text = try? ConformanceCase.text(of: file),
                let node = try? JSONParser.parse(SourceText(text, fileName: file.path)),
                node["policies"] != nil, node["requests"] != nil
            else { continue }
            found.append(file)
        }
        return found.sorted { $0.path < $1.path }
    }
}
