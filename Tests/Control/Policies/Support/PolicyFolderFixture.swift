// A policy folder on disk that a test may spoil.

import Control
import Foundation

/// A small policy set in a folder of its own, which goes when the fixture does.
final class PolicyFolderFixture {
    let root: String
    var directory: String { root + "/policies" }

    init() throws {
        root = NSTemporaryDirectory() + "policies-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory + "/tests", withIntermediateDirectories: true)
        for (name, text) in Self.texts { try write(name, text) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)
    }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: directory + "/" + name))
    }

    /// Replaces a piece of one file.
    func change(_ name: String, _ piece: String, _ replacement: String) throws {
        let text = try read(name)
        struct Missing: Error { let piece: String }
        guard text.contains(piece) else { throw Missing(piece: piece) }
        try write(name, text.replacingOccurrences(of: piece, with: replacement))
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: directory + "/" + name)), as: UTF8.self)
    }

    func load() throws(PolicyLoadFault) -> LoadedPolicies {
        try PolicyLoader.load(directory: directory, sequence: 7)
    }

    /// The mistakes with the folder's own path left out.
    func mistakes() -> [String] {
        do throws(PolicyLoadFault) {
            _ = try load()
            return []
        } catch {
            return error.diagnostics.map {
                $0.description.replacingOccurrences(of: directory + "/", with: "")
            }
        }
    }

    static let texts: [String: String] = [
        "schema.cedarschema": """
        entity Tenant, Role, DataClass, Jurisdiction, ModelGroup;
        entity Caller in [Tenant, Role];
        entity Model in [ModelGroup] = { dataClasses: Set<DataClass> };
        entity Region in [Jurisdiction];
        action infer, metadata, explain appliesTo { principal: Caller, resource: Model,
          context: { dataClasses: Set<DataClass>, now: datetime, sourceAddress: ipaddr } };
        action process, cache, log appliesTo { principal: Caller, resource: Region,
          context: { dataClasses: Set<DataClass>, model: Model } };
        action administer appliesTo { principal: Caller, resource: Tenant };

        """,
        "access.cedar": """
        @id("clinicians-infer")
        permit (principal in Role::"clinician", action == Action::"infer", resource);
        @id("no-bank")
        forbid (principal in Tenant::"bank", action, resource is Model);

        """,
        "residency.cedar": """
        @id("uae")
        permit (principal, action, resource in Jurisdiction::"AE");

        """,
        "entities.yaml": """
        tenants: [clinic, bank]
        roles: [clinician]
        data_classes: [public, health]
        jurisdictions: [AE, EU]
        model_groups: [vision]
        models:
          digits: { data_classes: [public], groups: [vision] }
          triage: { data_classes: [health] }
        regions:
          ae-dubai: { jurisdictions: [AE] }
          eu-frankfurt: { jurisdictions: [EU] }

        """,
        "identity.yaml": """
        certificates:
          authorities:
            - { name: callers, bundle: ../ca.pem, trust_domain: portcullis.dev, development: true }
          map:
            - { spiffe: "spiffe://portcullis.dev/caller/{name}", caller: "{name}" }
            - { dns: legacy.bank.test, caller: legacy, tenant: bank, roles: [clinician] }
        tokens:
          issuers:
            - issuer: https://issuer.test
              jwks: ../jwks.json
              audiences: [portcullis]
              algorithms: [ES256]
              claims: { tenant: tenant, roles: roles }
        bind:
          - { claim: client_id, equals: caller }

        """,
        "limits.yaml": """
        limits:
          - { name: per-caller, per: [caller], rate: 100/s, burst: 50, scope: local }
          - { name: shared, per: [tenant], models: [digits], rate: 5/m, scope: global, on_store_failure: local }

        """,
        "cache.yaml": """
        maximum_request_bytes: 1000
        models:
          digits: { deterministic: true, ttl_seconds: 60, store: redis }

        """,
        "traffic.yaml": """
        models:
          digits: { versions: { "1": 90, "2": 10 }, sticky: header:X-User, timeout_milliseconds: 500 }
          triage: { versions: { "1": 1 } }

        """,
        "tests/access.yaml": """
        tests:
          - name: a clinician may ask
            caller: ward
            tenant: clinic
            roles: [clinician]
            action: infer
            model: digits
            expect: { decision: allow, policies: [clinicians-infer], process: [ae-dubai], limits: [per-caller, shared] }

        """,
        "../ca.pem": """
        -----BEGIN CERTIFICATE-----
        MIIBhTCCASugAwIBAgIUTKYwm9LeLz2ObX2QOUjGMuXudvYwCgYIKoZIzj0EAwIw
        FzEVMBMGA1UEAwwMVGVzdCBjYWxsZXJzMCAXDTI2MTEyMTAyNTUzOVoYDzIxMjYx
        MDI4MDI1NTM5WjAXMRUwEwYDVQQDDAxUZXN0IGNhbGxlcnMwWTATBgcqhkjOPQIB
        BggqhkjOPQMBBwNCAAQFEzwVxYfOC4CGBI2lKXXIR62/Ydl+Wr2/Fj3uns9pJ4Eh
        AeKIq3Lh2CRXO1S9SLr+ANNNonLJ+Ptx1yDKJXpIo1MwUTAdBgNVHQ4EFgQUgW9u
        K33N4fxJPfT4HpayrXxnBCgwHwYDVR0jBBgwFoAUgW9uK33N4fxJPfT4HpayrXxn
        BCgwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBtwPMbdR501XNz
        8TVuhk6OQO7l9WV+dgYCAiUeq/1HxwIhAJWVU8wyaEL+CmtfNNdyVCNiujOazKcG
        k51R8LJZoy24
        -----END CERTIFICATE-----

        """,
        "../jwks.json": """
        { "keys": [ { "kty": "EC", "kid": "test", "alg": "ES256", "use": "sig", "crv": "P-256",
          "x": "BRM8FcWHzguAhgSNpSl1yEetv2HZflq9vxY97p7PaSc",
          "y": "gSEB4oircuHYJFc7VL1Iuv4A002icsn4-3HXIMolekg" } ] }

        """,
    ]
}
