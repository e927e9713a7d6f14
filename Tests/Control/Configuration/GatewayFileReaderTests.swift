// `gateway.yaml`: what is understood, and where each mistake is said to be.

import Foundation
import Runtime
import Testing

@testable import Control

struct GatewayFileReaderTests {
    @Test func `a good file gives every value, with paths beside it`() throws {
        let layout = try Layout()
        let file = try layout.file()
        #expect(file.listeners.map(\.value.description) == ["127.0.0.1:0"])
        #expect(file.certificate.value == layout.path("certs/gate.pem"))
        #expect(file.pools.map(\.name) == ["dubai"])
        #expect(file.pools[0].region?.value == "ae-dubai")
        #expect(file.pools[0].models == nil)
        #expect(file.redis?.timeoutMilliseconds == 50)
        #expect(file.readinessIntervalMilliseconds == 1_000)
        #expect(file.shards == 2)
        #expect(file.admin?.unixPath == layout.path("admin.sock"))
        #expect(!file.pinsShards)
        #expect(file.drainMilliseconds == 500)
        #expect(file.audit.region.value == "ae-dubai")
    }

    @Test(arguments: [
        ("shards: 2", "shrads: 2", "14:1", "did you mean \"shards\"?"),
        ("shards: 2", "shards: many", "14:9", "a whole number"),
        ("shards: 2", "shards: 0", "14:9", "from 1 to 256"),
        ("listeners: [127.0.0.1:0]", "listeners: 127.0.0.1:0", "1:12", "as a list"),
        ("listeners: [127.0.0.1:0]", "listeners: []", "1:12", "0 addresses"),
        ("listeners: [127.0.0.1:0]", "listeners: [somewhere]", "1:13", "not an address"),
        ("addresses: [127.0.0.1:9101]", "addresses: [127.0.0.1:99999]", "8:52", "the port"),
        ("addresses: [127.0.0.1:9101]", "addresses: []", "8:51", "0 addresses"),
        (", key: certs/gate.key", "", "2:11", "lacks the key \"key\""),
        (
            "redis: { address: 127.0.0.1:6379", "redis: { address: 10.0.0.9:6379", "9:19",
            "clear text"
        ),
        ("admin: unix:admin.sock", "admin: 0.0.0.0:9901", "11:8", "this machine only"),
        ("region: ae-dubai, addresses", "region: [a], addresses", "8:30", "expected"),
        ("identity: {", "identity: { name: x,", "2:13", "unknown key \"name\""),
        ("shards: 2", "shards: 2\nshards: 3", "14:1", "twice"),
        ("shards: 2", "minimum_tls_version: 1.1", "14:22", "write 1.2 or 1.3"),
        ("shards: 2", "shards: [2", "15:19", "not YAML"),
    ])
    func `a mistake is told with its line and column`(
        old: String, new: String, place: String, words: String
    ) throws {
        let layout = try Layout()
        try layout.replace(old, with: new, in: "gateway.yaml")
        let (file, mistakes) = try layout.read()
        #expect(file == nil)
        let text = mistakes.map(\.description).joined(separator: "\n")
        #expect(text.contains("gateway.yaml:\(place): error: "), "\(text)")
        #expect(text.contains(words), "\(text)")
    }

    @Test func `all mistakes are told at once, in their order`() throws {
        let layout = try Layout()
        try layout.replace("shards: 2", with: "shards: x", in: "gateway.yaml")
        try layout.replace("listeners: [127.0.0.1:0]", with: "listeners: []", in: "gateway.yaml")
        try layout.replace("pools:", with: "pool:", in: "gateway.yaml")
        let mistakes = try layout.read().mistakes
        #expect(mistakes.map(\.line) == [1, 5, 7, 14])
    }

    @Test func `a missing file is told by its own error`() throws {
        let findings = Findings()
        #expect(throws: MissingFile.self) {
            try GatewayFileReader.read("/nowhere/gateway.yaml", findings)
        }
    }

    @Test func `what is left out has its default`() throws {
        let layout = try Layout()
        let text = layout.text("gateway.yaml").split(separator: "\n").filter { line in
            !["shards", "drain", "redis", "cache", "admin", "access"].contains {
                line.hasPrefix($0)
            }
        }
        try layout.write("gateway.yaml", text.joined(separator: "\n"))
        let file = try layout.file()
        #expect(file.shards >= 1)
        #expect(file.drainMilliseconds == 10_000)
        #expect(!file.allowsTLS12)
        #expect(file.redis == nil && file.cache == nil && file.admin == nil)
        #expect(file.accessLog == nil)
    }
}
