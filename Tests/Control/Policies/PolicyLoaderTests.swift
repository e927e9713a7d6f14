// Loading a policy folder that is in order.

import Control
import Foundation
import Policy
import Testing
import Wire

@Suite struct PolicyLoaderTests {
    @Test func `a folder in order is loaded whole`() throws {
        let folder = try PolicyFolderFixture()
        let loaded = try folder.load()
        let policies = loaded.policies
        #expect(policies.sequence == 7)
        #expect(policies.models.map(\.name) == ["digits", "triage"])
        #expect(policies.regions.map(\.name) == ["ae-dubai", "eu-frankfurt"])
        #expect(policies.limits[0].rate == GCRA(emissionIntervalNanoseconds: 10_000_000, burst: 50))
        #expect(policies.limits[1].scope == .global && policies.limits[1].onStoreFailure == .local)
        #expect(policies.cache.maximumRequestBytes == 1000)
        #expect(policies.models[0].cache?.ttlMilliseconds == 60_000)
        #expect(policies.models[1].cache == nil)
        #expect(policies.models[0].traffic.sticky == .header("x-user"))
        #expect(policies.models[0].traffic.perTryTimeoutMilliseconds == 500)
        #expect(policies.models[1].traffic.salt == "triage")
        #expect(policies.identity.mappings.count == 2)
        #expect(loaded.issuers.map(\.issuer) == ["https://issuer.test"])
        #expect(loaded.issuers[0].claimNames == ["client_id", "roles", "tenant"])
        #expect(loaded.authorityBundles.count == 1)
        #expect(Set(loaded.namedFiles.keys) == ["../ca.pem", "../jwks.json"])
        #expect(loaded.warnings.isEmpty)
    }

    @Test func `the id changes with every file, test and named file, and with nothing else`() throws
    {
        let folder = try PolicyFolderFixture()
        let first = try folder.load().policies.id
        #expect(first.utf8.count == 64)
        #expect(try PolicyFolderFixture().load().policies.id == first)
        var seen: Set<String> = [first]
        for name in PolicyFolderFixture.texts.keys.sorted() {
            let text = try folder.read(name)
            try folder.write(name, text + "\n")
            #expect(seen.insert(try folder.load().policies.id).inserted, "\(name)")
            try folder.write(name, text)
        }
        #expect(try folder.load().policies.id == first)
    }

    @Test func `editor leftovers are ignored`() throws {
        let folder = try PolicyFolderFixture()
        let id = try folder.load().policies.id
        for name in [
            ".#access.cedar", "access.cedar~", ".access.cedar.swp", "#access.cedar#", ".git",
        ] {
            try folder.write(name, "nonsense")
        }
        try folder.write("tests/access.yaml~", "nonsense")
        #expect(try folder.load().policies.id == id)
    }

    @Test func `a folder mounted as a ConfigMap is read through its links`() throws {
        let folder = try PolicyFolderFixture()
        let id = try folder.load().policies.id
        let files = FileManager.default
        let mount = folder.root + "/mount"
        try files.createDirectory(atPath: mount, withIntermediateDirectories: true)
        try files.moveItem(atPath: folder.directory, toPath: mount + "/..2026_01_01")
        try files.createSymbolicLink(
            atPath: mount + "/..data", withDestinationPath: "..2026_01_01")
        for name in try files.contentsOfDirectory(atPath: mount + "/..2026_01_01") {
            try files.createSymbolicLink(
                atPath: mount + "/" + name, withDestinationPath: "..data/" + name)
        }
        let loaded = try PolicyLoader.load(directory: mount, sequence: 1)
        #expect(loaded.policies.id == id)
    }

    @Test func `a loaded set decides`() throws {
        let folder = try PolicyFolderFixture()
        let report = PolicyTests.run(directory: folder.directory)
        #expect(report.exitCode == 0, "\(report.text)")
    }
}
