// FileWatcher on real files: edits, new folders, swapped links, and silence otherwise.
import Foundation
import Testing

@testable import Runtime

@Suite struct FileWatcherTests {
    private let folder: URL
    private let files = FileManager.default

    init() throws {
        folder = files.temporaryDirectory.appending(path: "portcullis-watch-\(Entropy.next())")
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func write(_ text: String, to path: String) throws {
        let url = folder.appending(path: path)
        try files.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url, options: .atomic)
    }

    private func link(_ path: String, to target: String) throws {
        try files.createSymbolicLink(
            atPath: folder.appending(path: path).path, withDestinationPath: target)
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    @Test func `an edit in a folder, also a new one, is seen once`() throws {
        try write("a", to: "policies/access.cedar")
        let watcher = try FileWatcher(paths: [path("policies")])
        #expect(!watcher.drain())
        try write("b", to: "policies/access.cedar")
        #expect(watcher.drain())
        #expect(!watcher.drain())
        try write("c", to: "policies/tests/first.yaml")
        #expect(watcher.drain())
        try write("d", to: "policies/tests/first.yaml")
        #expect(watcher.drain())
        try write("e", to: "elsewhere.txt")
        #expect(!watcher.drain())
    }

    @Test func `a single file is watched and its neighbours are not`() throws {
        try write("a", to: "certs/jwks.json")
        let watcher = try FileWatcher(paths: [path("certs/jwks.json")])
        try write("b", to: "certs/other.pem")
        #expect(!watcher.drain())
        try write("b", to: "certs/jwks.json")
        #expect(watcher.drain())
    }

    @Test func `a ConfigMap's swap of links is seen, time after time`() throws {
        try write("1", to: "mount/..2024_1/access.cedar")
        try link("mount/..data", to: "..2024_1")
        try link("mount/access.cedar", to: "..data/access.cedar")
        let whole = try FileWatcher(paths: [path("mount")])
        let one = try FileWatcher(paths: [path("mount/access.cedar")])
        for number in 2...4 {
            try write("\(number)", to: "mount/..2024_\(number)/access.cedar")
            _ = whole.drain()
            _ = one.drain()
            try link("mount/..data_tmp", to: "..2024_\(number)")
            guard unsafe rename(path("mount/..data_tmp"), path("mount/..data")) == 0 else {
                Issue.record("the link could not be swapped")
                return
            }
            #expect(whole.drain())
            #expect(one.drain())
        }
    }

    @Test func `a folder behind a swapped link is followed`() throws {
        try write("1", to: "release-1/access.cedar")
        try write("2", to: "release-2/access.cedar")
        try link("policies", to: "release-1")
        let watcher = try FileWatcher(paths: [path("policies")])
        try write("1b", to: "release-1/access.cedar")
        #expect(watcher.drain())
        try link("next", to: "release-2")
        #expect(!watcher.drain())
        guard unsafe rename(path("next"), path("policies")) == 0 else {
            Issue.record("the link could not be swapped")
            return
        }
        #expect(watcher.drain())
        try write("2b", to: "release-2/access.cedar")
        #expect(watcher.drain())
    }

    @Test func `a folder that is removed and made again is watched again`() throws {
        try write("1", to: "policies/access.cedar")
        let watcher = try FileWatcher(paths: [path("policies")])
        try files.removeItem(atPath: path("policies"))
        #expect(watcher.drain())
        try write("2", to: "policies/access.cedar")
        #expect(watcher.drain())
        try write("3", to: "policies/access.cedar")
        #expect(watcher.drain())
    }
}
