// Reading files: bounds, and secrets that others may read.

import Foundation
import Testing

@testable import Control

struct FileReadingTests {
    @Test(arguments: [0o644, 0o640, 0o604, 0o660])
    func `a secret that others may read is refused with the line to type`(mode: Int) throws {
        let layout = try Layout(whole: false)
        try layout.write("a.key", "secret")
        let path = layout.path("a.key")
        try FileManager.default.setAttributes(
            [.posixPermissions: NSNumber(value: mode)], ofItemAtPath: path)
        let findings = Findings()
        let read = try FileReading.secret(path, atMost: 100, findings)
        #expect(read == nil)
        #expect(findings.all.first?.suggestion == "type: chmod 600 \(path)")
    }

    @Test func `a private secret is read, also through a link`() throws {
        let layout = try Layout(whole: false)
        try SecretFile.write([1, 2, 3], to: layout.path("a.key"))
        try FileManager.default.createSymbolicLink(
            atPath: layout.path("b.key"), withDestinationPath: layout.path("a.key"))
        let findings = Findings()
        for name in ["a.key", "b.key"] {
            let read = try FileReading.secret(layout.path(name), atMost: 100, findings)
            #expect(read == [1, 2, 3])
        }
        try FileManager.default.setAttributes(
            [.posixPermissions: NSNumber(value: 0o644)], ofItemAtPath: layout.path("a.key"))
        let linked = try FileReading.secret(layout.path("b.key"), atMost: 100, findings)
        #expect(linked == nil)
    }

    @Test func `a file of secrets is never overwritten`() throws {
        let layout = try Layout(whole: false)
        try SecretFile.write([1], to: layout.path("a.key"))
        #expect(throws: SecretFile.Fault.self) {
            try SecretFile.write([2], to: layout.path("a.key"))
        }
        let mode = try FileManager.default.attributesOfItem(atPath: layout.path("a.key"))[
            .posixPermissions]
        #expect((mode as? NSNumber)?.intValue == 0o600)
    }

    @Test func `what is too large, a folder or missing is said so`() throws {
        let layout = try Layout(whole: false)
        try layout.write("a", "12345")
        let findings = Findings()
        #expect(try FileReading.bytes(of: layout.path("a"), atMost: 5, findings)?.count == 5)
        #expect(try FileReading.bytes(of: layout.path("a"), atMost: 4, findings) == nil)
        #expect(try FileReading.bytes(of: layout.folder, atMost: 4, findings) == nil)
        #expect(findings.all.count == 2)
        #expect(throws: MissingFile.self) {
            try FileReading.bytes(of: layout.path("b"), atMost: 4, findings)
        }
        try SecretFile.write([1, 2], to: layout.path("short.key"))
        #expect(try FileReading.key(layout.path("short.key"), findings) == nil)
        #expect(findings.all.last?.message.contains("32 bytes") == true)
    }

    @Test(arguments: [
        ("Deploy", "../certs/a", "certs/a"), ("a/b", "../../c", "c"), ("", "x/y", "x/y"),
        (".", "../x", "../x"), ("/etc/gate", "../x", "/etc/x"), ("a", ".", "a"), ("a", "..", "."),
    ])
    func `paths are joined as people read them`(folder: String, path: String, joined: String) {
        #expect(FilePath.join(folder, path) == joined)
    }

    @Test func `a linked folder keeps its dots`() throws {
        let layout = try Layout(whole: false)
        try FileManager.default.createDirectory(
            atPath: layout.path("real/deep"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: layout.path("link"), withDestinationPath: layout.path("real/deep"))
        #expect(FilePath.join(layout.path("link"), "../x") == layout.path("link/../x"))
    }
}
