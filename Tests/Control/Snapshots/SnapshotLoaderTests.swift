// From files to snapshots: what fits together, what does not, and what renews trust.

import Foundation
import Gateway
import Policy
import Testing
import Wire

@testable import Control

struct SnapshotLoaderTests {
    @Test func `good files give a snapshot that every shard can adopt`() throws {
        let layout = try Layout()
        let loaded = try layout.load()
        let snapshot = loaded.snapshot
        #expect(snapshot.sequence == 1)
        #expect(snapshot.policies[snapshot.gateRegion].name == "ae-dubai")
        #expect(snapshot.redisRegion == snapshot.gateRegion)
        #expect(snapshot.workerAuthorityRegions.map(\.count) == [2])
        #expect(snapshot.tenantKeys.count == snapshot.policies.tenants.count)
        #expect(loaded.ticketKeys != nil)
        #expect(throws: Never.self) { try snapshot.check() }
    }

    @Test func `a changed policy keeps trust and tickets`() throws {
        let layout = try Layout()
        let first = try layout.load()
        try layout.write("policies/access.cedar", layout.text("policies/access.cedar") + "// x\n")
        let second = try layout.load(after: first)
        #expect(second.snapshot.sequence == 2)
        #expect(second.snapshot.trustSequence == first.snapshot.trustSequence)
        #expect(second.snapshot.policies.id != first.snapshot.policies.id)
        #expect(second.snapshot.tenantKeys == first.snapshot.tenantKeys)
    }

    @Test(arguments: [
        "policies/identity.yaml", "certs/callers-ca.pem", "certs/workers-ca.pem", "certs/jwks.json",
    ])
    func `a changed source of trust renews it`(name: String) throws {
        let layout = try Layout()
        let first = try layout.load()
        try layout.write(name, layout.text(name) + "\n")
        let second = try layout.load(after: first)
        #expect(second.snapshot.trustSequence == first.snapshot.trustSequence + 1)
    }

    @Test(arguments: [
        ("region: ae-dubai, addresses", "region: ae-dubay, addresses", "did you mean"),
        ("regions: [ae-dubai, eu-frankfurt]", "regions: [ae-dubai, eu]", "not a region"),
        (
            "addresses: [127.0.0.1:9101]", "addresses: [127.0.0.1:9101], models: [nope]",
            "not a model"
        ),
        ("jsonl, region: ae-dubai", "jsonl, region: moon", "\"moon\" is not a region"),
        ("certs/gate.pem", "certs/worker-1.pem", "not for both sides"),
        ("certs/gate.pem", "certs/client-ward-app.pem", "names no gate"),
        ("certs/gate.pem", "certs/jwks.json", "no certificate"),
        ("certs/workers-ca.pem", "certs/jwks.json", "no bundle"),
        ("certs/gate.key", "certs/worker-1.key", "cannot be used"),
        ("certs/cache-master.key", "certs/worker-1.key", "32 bytes"),
    ])
    func `what does not fit together is told`(old: String, new: String, words: String) throws {
        let layout = try Layout()
        try layout.replace(old, with: new, in: "gateway.yaml")
        let fault = try #require(throws: LoadFault.self) { try layout.load() }
        #expect(fault.status == .badData)
        #expect(fault.description.contains(words), "\(fault)")
    }

    @Test func `a key that others may read is told`() throws {
        let layout = try Layout()
        try FileManager.default.setAttributes(
            [.posixPermissions: NSNumber(value: 0o644)], ofItemAtPath: layout.path("certs/gate.key")
        )
        let fault = try #require(throws: LoadFault.self) { try layout.load() }
        #expect(fault.description.contains("chmod 600"))
    }

    @Test func `a missing key, folder or bundle has its own exit status`() throws {
        for name in [
            "certs/gate.key", "certs/workers-ca.pem", "certs/cache-master.key", "policies",
        ] {
            let layout = try Layout()
            try FileManager.default.removeItem(atPath: layout.path(name))
            let fault = try #require(throws: LoadFault.self) { try layout.load() }
            #expect(fault.status == .missingFile, "\(fault)")
        }
    }

    @Test func `a development authority is never reachable from other machines`() throws {
        let layout = try Layout()
        try layout.replace(
            "listeners: [127.0.0.1:0]", with: "listeners: [127.0.0.1:0, 0.0.0.0:8443]",
            in: "gateway.yaml")
        let fault = try #require(throws: LoadFault.self) { try layout.load() }
        #expect(fault.status == .refusedConfiguration)
        #expect(fault.description.contains("gateway.yaml:1:26: error: 0.0.0.0:8443"))
        try layout.replace(
            "development: true", with: "development: false", in: "policies/identity.yaml")
        #expect(throws: Never.self) { try layout.load() }
    }

    @Test func `clients may speak TLS 1-2 only where the file says so`() throws {
        let layout = try Layout()
        #expect(try layout.load().snapshot.clientSettings.minimumVersion == .tls13)
        try layout.write(
            "gateway.yaml", layout.text("gateway.yaml") + "minimum_tls_version: 1.2\n")
        let snapshot = try layout.load().snapshot
        #expect(snapshot.clientSettings.minimumVersion == .tls12)
        #expect(snapshot.workerSettings.minimumVersion == .tls13)
    }

    @Test func `secrets are read whole and private ones only`() throws {
        let layout = try Layout()
        try SecretFile.write(Array("pa ss\r\n".utf8), to: layout.path("redis.password"))
        try layout.replace(
            "timeout_milliseconds: 50", with: "password_file: redis.password", in: "gateway.yaml")
        let findings = Findings()
        let secrets = try GatewaySecrets.read(layout.file(), findings)
        #expect(secrets?.auditKey.count == 32)
        #expect(secrets?.redisPassword == Array("pa ss".utf8))
        try FileManager.default.setAttributes(
            [.posixPermissions: NSNumber(value: 0o604)], ofItemAtPath: layout.path("redis.password")
        )
        let wide = try GatewaySecrets.read(layout.file(), findings)
        #expect(wide == nil)
    }

    @Test func `an expired certificate of our own is told`() throws {
        let layout = try Layout()
        for name in ["pem", "key"] {
            try FileManager.default.removeItem(atPath: layout.path("certs/gate.\(name)"))
            try FileManager.default.copyItem(
                atPath: layout.path("certs/client-expired.\(name)"),
                toPath: layout.path("certs/gate.\(name)"))
        }
        let fault = try #require(throws: LoadFault.self) { try layout.load() }
        #expect(fault.description.contains("gate.pem: error: expired at "))
    }

    @Test func `mistakes in policies are told as the policy loader tells them`() throws {
        let layout = try Layout()
        try layout.write("policies/access.cedar", "permit (principal, action, resource\n")
        let fault = try #require(throws: LoadFault.self) { try layout.load() }
        #expect(fault.status == .badData)
        #expect(fault.description.contains("access.cedar:"))
    }

    @Test func `without a store no tenant keys are made`() throws {
        let layout = try Layout()
        let text = layout.text("gateway.yaml").split(separator: "\n").filter {
            !$0.hasPrefix("redis") && !$0.hasPrefix("cache")
        }
        try layout.write("gateway.yaml", text.joined(separator: "\n"))
        #expect(try layout.load().snapshot.tenantKeys.isEmpty)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: layout.path("certs/tenant-keys"))
        #expect(names.isEmpty)
    }

    @Test func `a fingerprint sees contents, names and disappearance, and no leftovers`() throws {
        let layout = try Layout(whole: false)
        try FileManager.default.createDirectory(
            atPath: layout.path("set/tests"), withIntermediateDirectories: true)
        try layout.write("set/a", "1")
        func look() -> String { FileFingerprint.of([layout.path("set"), layout.path("b")]).hex }
        var seen = [look()]
        for (name, text) in [("set/a", "2"), ("set/tests/c", ""), ("b", "x"), ("set/d", "2")] {
            try layout.write(name, text)
            seen.append(look())
        }
        try FileManager.default.removeItem(atPath: layout.path("b"))
        seen.append(look())
        #expect(Set(seen).count == seen.count)
        for leftover in ["set/.a.swp", "set/a~", "set/#a#"] { try layout.write(leftover, "x") }
        #expect(look() == seen.last)
    }

    @Test func `a fingerprint follows links, as a mounted ConfigMap has them`() throws {
        let layout = try Layout(whole: false)
        for (name, text) in [("1", "old"), ("2", "new")] {
            try FileManager.default.createDirectory(
                atPath: layout.path("v\(name)/deep"), withIntermediateDirectories: true)
            try layout.write("v\(name)/a", "same")
            try layout.write("v\(name)/deep/b", text)
        }
        func link(_ name: String, to target: String) throws {
            try? FileManager.default.removeItem(atPath: layout.path(name))
            try FileManager.default.createSymbolicLink(
                atPath: layout.path(name), withDestinationPath: layout.path(target))
        }
        func look(_ name: String) -> String { FileFingerprint.of([layout.path(name)]).hex }
        try link("set", to: "v1")
        let first = look("set")
        try link("set", to: "v2")
        #expect(look("set") != first)
        // A folder of links to what `..data` names at present.
        try FileManager.default.createDirectory(
            atPath: layout.path("mount"), withIntermediateDirectories: true)
        try link("mount/..data", to: "v1")
        try link("mount/b", to: "mount/..data/deep/b")
        try link("mount/deep", to: "mount/..data/deep")
        let mounted = look("mount")
        try link("mount/..data", to: "v2")
        #expect(look("mount") != mounted)
        try layout.write("v2/deep/b", "newer")
        try FileManager.default.removeItem(atPath: layout.path("mount/b"))
        let swapped = look("mount")
        try layout.write("v2/deep/b", "newest")
        #expect(look("mount") != swapped)
    }
}
