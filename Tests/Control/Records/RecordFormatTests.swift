// What the logs say of a decision, and what they hold back from a sink in the wrong region.

import Foundation
import Logging
import Runtime
import Synchronization
import Testing
import Wire

@testable import Control
@testable import Gateway
@testable import Policy

struct RecordFormatTests {
    private static let auditKey = [UInt8](repeating: 3, count: 32)
    private let layout: Layout
    private let snapshot: Snapshot

    init() throws {
        layout = try Layout()
        snapshot = try layout.load().snapshot
    }

    private func object(_ line: [UInt8]) throws -> [String: Any] {
        #expect(line.last == UInt8(ascii: "\n"))
        return try #require(
            try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }

    private func regions(_ names: [String]) -> RegionSet {
        var set = RegionSet()
        for name in names {
            if let region = snapshot.policies.region(named: name) { set.insert(region) }
        }
        return set
    }

    private func record(log: [String]?, refusal: Refusal? = nil) throws -> Record {
        let identity = CertificateIdentity(
            callerName: "ward-app", tenant: nil, roles: [],
            uri: "spiffe://portcullis.dev/caller/ward-app",
            thumbprint: [UInt8](repeating: 1, count: 32), authorityIndex: 0)
        let claims = TokenClaims(
            issuer: "https://issuer.test", subject: "dr-aisha", claims: [:],
            confirmationThumbprint: nil, expiresAtUnixSeconds: 0, notBeforeUnixSeconds: nil)
        let tenant = try #require(snapshot.policies.tenantIndex(named: "clinic"))
        let caller = Caller(
            certificate: identity, claims: claims, tenant: "clinic", tenantIndex: tenant,
            roles: ["clinician"], dataClasses: [], notes: [], policiesID: snapshot.policies.id,
            serial: 1)
        let decision = Decision(
            allowed: refusal == nil, action: .infer, dataClasses: [],
            policies: ["clinicians-infer"],
            residencyPolicies: ["emirates"], process: regions(["ae-dubai"]),
            log: regions(log ?? []), zone: log == nil ? [] : [1])
        return Record(
            decisionID: DecisionID(unixMilliseconds: 1, random: 2, 3), unixMilliseconds: 1_000,
            snapshot: snapshot, shard: 1, clientProtocol: .grpc, certificate: identity,
            certificateName: "", caller: caller,
            clientAddress: try SocketAddress(parsing: "10.0.0.7:5"), action: .infer,
            model: snapshot.policies.model(named: "digits"), version: VersionIndex(0),
            decision: decision, refusal: refusal, reason: nil,
            logRegions: decision.log, httpStatus: 200, grpcStatus: 0,
            region: snapshot.gateRegion, worker: try SocketAddress(parsing: "127.0.0.1:9101"),
            tries: 1, cache: .miss, requestBytes: 10, answerBytes: 20,
            totalNanoseconds: 5_000_000, policyNanoseconds: 20_000, workerNanoseconds: 4_000_000)
    }

    @Test func `an audit line says who, what, why and where`() throws {
        let format = RecordFormat(auditKey: Self.auditKey)
        let line = try object(format.audit(try record(log: ["ae-dubai"])))
        #expect(line["time"] as? String == "1970-01-01T00:00:01.000Z")
        #expect(line["kind"] as? String == "decision")
        #expect((line["decision_id"] as? String)?.count == 36)
        #expect(line["policy_set"] as? String == snapshot.policies.id)
        for (name, value) in [
            "caller": "ward-app", "tenant": "clinic", "subject": "dr-aisha", "model": "digits",
            "action": "infer", "decision": "allow", "code": "ok", "region": "ae-dubai",
            "worker": "127.0.0.1:9101", "issuer": "https://issuer.test", "protocol": "grpc",
            "certificate": "spiffe://portcullis.dev/caller/ward-app", "client": "10.0.0.7:5",
        ] {
            #expect(line[name] as? String == value, "\(name)")
        }
        #expect(line["policies"] as? [String] == ["clinicians-infer"])
        #expect(line["log"] as? [String] == ["ae-dubai"])
        #expect(line["total_us"] as? Int == 5_000)
        #expect(line["request_bytes"] as? Int == 10)
    }

    @Test(arguments: [nil, Refusal.residencyDenied])
    func `a sink outside the log regions keeps no name`(refusal: Refusal?) throws {
        let format = RecordFormat(auditKey: Self.auditKey)
        let away = try record(log: ["eu-frankfurt"], refusal: refusal)
        let line = try object(format.audit(away))
        #expect(
            Set(line.keys) == ["time", "kind", "decision_id", "code", "policy_set", "caller_hash"])
        let access = try object(format.access(away))
        #expect(Set(access.keys) == ["time", "decision_id", "code", "policy_set", "caller_hash"])
        #expect(line["caller_hash"] as? String == access["caller_hash"] as? String)
        let text = String(decoding: format.audit(away) + format.access(away), as: UTF8.self)
        for name in ["ward-app", "clinic", "aisha", "digits", "10.0.0.7", "9101"] {
            #expect(!text.contains(name))
        }
        let other = RecordFormat(auditKey: [UInt8](repeating: 4, count: 32))
        let rekeyed = try object(other.audit(away))
        #expect(rekeyed["caller_hash"] as? String != line["caller_hash"] as? String)
    }

    @Test func `no log region at all keeps no name either`() throws {
        let format = RecordFormat(auditKey: Self.auditKey)
        let line = try object(format.audit(try record(log: [])))
        #expect(line["caller"] == nil)
        #expect(line["caller_hash"] != nil)
    }

    @Test func `a refusal before placement is told whole`() throws {
        let format = RecordFormat(auditKey: Self.auditKey)
        let refused = try record(log: nil, refusal: .accessDenied)
        let line = try object(format.audit(refused))
        #expect(line["decision"] as? String == "deny")
        #expect(line["code"] as? String == "access_denied")
        #expect(line["caller"] as? String == "ward-app")
        let bad = try object(format.audit(try record(log: nil, refusal: .badRequest("say it so"))))
        #expect(bad["reason"] as? String == "say it so")
    }

    @Test func `a connection line has its kind and reason`() throws {
        let record = ConnectionRecord(
            unixMilliseconds: 0, clientAddress: try SocketAddress(parsing: "10.0.0.7:5"),
            reason: "no_certificate", text: "the peer sent none")
        let line = try object(RecordFormat(auditKey: Self.auditKey).audit(record))
        #expect(line["kind"] as? String == "connection")
        #expect(line["reason"] as? String == "no_certificate")
    }

    @Test func `the writer writes both logs and ends with the shards`() throws {
        let loop = try EventLoop<RecordBatch>()
        let mailbox = loop.mailbox
        mailbox.post(.requests([try record(log: ["ae-dubai"]), try record(log: [])]))
        mailbox.post(
            .connections([
                ConnectionRecord(unixMilliseconds: 0, reason: "expired", text: "too old")
            ]))
        let backlog = RecordBacklog()
        backlog.add(3)
        mailbox.post(.end(shard: 0))
        mailbox.post(.end(shard: 1))
        let tally = WriterTally()
        RecordWriter(
            loop: loop, audit: try LogFile(layout.path("audit")),
            access: try LogFile(layout.path("access")), auditKey: Self.auditKey, shardCount: 2,
            backlog: backlog,
            tally: tally, logger: ControlLog.make(level: .critical), admin: nil
        ).run()
        #expect(layout.text("audit").split(separator: "\n").count == 3)
        #expect(layout.text("access").split(separator: "\n").count == 2)
        #expect(tally.auditLines.load(ordering: .relaxed) == 3)
        #expect(backlog.count == 0)
    }
}
