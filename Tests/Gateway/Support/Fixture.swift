// A small policy set and its snapshot, for the tests of this room.

import Cedar
import Policy
import Wire

@testable import Gateway

/// Builds policy sets and snapshots for tests.
enum Fixture {
    static func policies(sequence: UInt64 = 1) throws -> Policies {
        var contents = PolicyContents(
            access: try Cedar.PolicySet(
                parsing: "permit (principal, action, resource);", fileName: "access.cedar"),
            residency: try Cedar.PolicySet(
                parsing: "permit (principal, action, resource);", fileName: "residency.cedar"),
            schema: try Cedar.Schema(parsing: "entity Caller;", fileName: "schema.cedarschema"),
            identity: IdentityRules(authorities: [], mappings: [], issuers: [], binds: []))
        contents.tenants = ["clinic"]
        contents.dataClasses = ["public"]
        contents.jurisdictions = ["AE", "EU"]
        contents.models = [model("digits", ["1", "2"]), model("triage", ["1"])]
        contents.regions = [
            Region(name: "ae-dubai", jurisdictions: ["AE"]),
            Region(name: "eu-frankfurt", jurisdictions: ["EU"]),
        ]
        return try Policies(contents, id: "set-\(sequence)", sequence: sequence)
    }

    private static func model(_ name: String, _ versions: [String]) -> Model {
        Model(
            name: name, dataClassNames: ["public"], groups: [],
            traffic: TrafficRule(
                versions: versions.map { .init(name: $0, weight: 1) }, salt: name,
                totalTimeoutMilliseconds: 1_000, perTryTimeoutMilliseconds: 500))
    }

    static func snapshot() throws -> Snapshot {
        let settings = TLSSettings(
            role: .server, certificateChainPEM: [], privateKeyPEM: [], trustedAuthoritiesPEM: [])
        return Snapshot(
            sequence: 1, trustSequence: 1, policies: try policies(), issuers: [],
            clientSettings: settings, workerSettings: settings,
            workerAuthorityRegions: [RegionSet(RegionIndex(0))], gateRegion: RegionIndex(0),
            redisRegion: nil, auditRegion: nil, tenantKeys: [])
    }
}
