// Tenants' keys: made once, kept, bound to their tenant and to the master key.

import Foundation
import Testing

@testable import Control

struct TenantKeyStoreTests {
    private let master = [UInt8](repeating: 7, count: 32)

    private func keys(
        _ layout: Layout, _ tenants: [String], master: [UInt8]? = nil
    ) -> (keys: [[UInt8]]?, mistakes: [PolicyDiagnostic]) {
        let findings = Findings()
        let store = TenantKeyStore(
            folder: layout.path("keys"), masterKey: master ?? self.master, findings: findings)
        return (store.keys(of: tenants), findings.all)
    }

    @Test func `keys are made when missing, differ, and stay`() throws {
        let layout = try Layout(whole: false)
        let first = try #require(keys(layout, ["clinic", "bank"]).keys)
        #expect(first.map(\.count) == [32, 32])
        #expect(first[0] != first[1])
        #expect(keys(layout, ["bank", "clinic"]).keys == [first[1], first[0]])
        let names = try FileManager.default.contentsOfDirectory(atPath: layout.path("keys"))
        #expect(names.sorted() == ["bank.key", "clinic.key"])
        for name in names {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: layout.path("keys/" + name))
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            #expect((attributes[.size] as? NSNumber)?.intValue == TenantKeyStore.fileBytes)
        }
    }

    @Test func `another master key, a changed byte or another tenant's file does not open`() throws
    {
        let layout = try Layout(whole: false)
        _ = keys(layout, ["clinic"])
        let other = keys(layout, ["clinic"], master: [UInt8](repeating: 8, count: 32))
        #expect(other.keys == nil)
        #expect(other.mistakes.first?.message.contains("does not open") == true)
        try FileManager.default.copyItem(
            atPath: layout.path("keys/clinic.key"), toPath: layout.path("keys/bank.key"))
        #expect(keys(layout, ["bank"]).keys == nil)
        let path = layout.path("keys/clinic.key")
        var bytes = try #require(FileManager.default.contents(atPath: path))
        bytes[20] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect(keys(layout, ["clinic"]).keys == nil)
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(keys(layout, ["clinic"]).keys == nil)
    }

    @Test func `a removed file is a new key: the tenant's answers are erased`() throws {
        let layout = try Layout(whole: false)
        let first = try #require(keys(layout, ["clinic"]).keys)
        try FileManager.default.removeItem(atPath: layout.path("keys/clinic.key"))
        #expect(keys(layout, ["clinic"]).keys != first)
    }

    @Test func `a key that others may read is refused`() throws {
        let layout = try Layout(whole: false)
        _ = keys(layout, ["clinic"])
        try FileManager.default.setAttributes(
            [.posixPermissions: NSNumber(value: 0o644)],
            ofItemAtPath: layout.path("keys/clinic.key"))
        #expect(keys(layout, ["clinic"]).keys == nil)
    }
}
