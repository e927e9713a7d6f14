// The policy set that the end-to-end tests run under, small enough to know by heart.
import Foundation

/// The texts of one `policies` folder; a test changes the one it is about.
struct PolicyFiles {
    var schema = """
        entity Tenant, Role, DataClass, Jurisdiction, ModelGroup;
        entity Caller in [Tenant, Role];
        entity Model in [ModelGroup] = { dataClasses: Set<DataClass> };
        entity Region in [Jurisdiction];
        action infer, metadata, explain appliesTo { principal: Caller, resource: Model,
          context: { dataClasses: Set<DataClass>, now: datetime, sourceAddress: ipaddr } };
        action process, cache, log appliesTo { principal: Caller, resource: Region,
          context: { dataClasses: Set<DataClass>, model: Model } };
        action administer appliesTo { principal: Caller, resource: Tenant };

        """

    /// Clinicians may ask every model and see which worker answered; analysts only the open ones.
    var access = """
        @id("clinicians-ask")
        permit (principal in Role::"clinician",
          action in [Action::"infer", Action::"metadata", Action::"explain"], resource);

        @id("analysts-ask-open-models")
        permit (principal in Role::"analyst",
          action in [Action::"infer", Action::"metadata"], resource in ModelGroup::"open");

        """

    /// Everything may be in the Emirates; what is not health data may be in the EU as well.
    var residency = """
        @id("emirates")
        permit (principal, action in [Action::"process", Action::"cache", Action::"log"],
          resource in Jurisdiction::"AE");

        @id("europe")
        permit (principal, action in [Action::"process", Action::"cache", Action::"log"],
          resource in Jurisdiction::"EU");

        @id("health-stays")
        forbid (principal, action in [Action::"process", Action::"cache", Action::"log"], resource)
        when { context.dataClasses.contains(DataClass::"health") }
        unless { resource in Jurisdiction::"AE" };

        """

    var entities = """
        tenants: [clinic, bank]
        roles: [clinician, analyst]
        data_classes: [public, health]
        jurisdictions: [AE, EU]
        model_groups: [open]
        models:
          digits: { data_classes: [public], groups: [open] }
          digits-eu: { data_classes: [public], groups: [open] }
          survey: { data_classes: [public], groups: [open] }
          affine: { data_classes: [public], groups: [open] }
          metered: { data_classes: [public], groups: [open] }
          echo: { data_classes: [public], groups: [open] }
          moody: { data_classes: [public], groups: [open] }
          triage: { data_classes: [health] }
        regions:
          ae-dubai: { jurisdictions: [AE] }
          eu-frankfurt: { jurisdictions: [EU] }

        """

    var identity = """
        certificates:
          authorities:
            - { name: callers, bundle: ../certs/callers-ca.pem, trust_domain: portcullis.dev, development: true }
          map:
            - { spiffe: "spiffe://portcullis.dev/caller/{name}", caller: "{name}" }
        tokens:
          issuers:
            - issuer: https://issuer.portcullis.dev
              jwks: ../certs/jwks.json
              audiences: [portcullis]
              algorithms: [RS256, ES256]
              clock_skew_seconds: 30
              maximum_token_bytes: 8192
              claims: { tenant: tenant, roles: roles, data_classes: data_classes }
        bind:
          - { claim: client_id, equals: caller }

        """

    /// High enough to be out of the way, but for the model that is there to be limited.
    var limits = """
        limits:
          - { name: per-caller, per: [caller], rate: 100000/s, burst: 100000, scope: local }
          - { name: metered, per: [caller, model], models: [metered], rate: 1/m, burst: 3, scope: local }

        """

    var cache = """
        maximum_request_bytes: 65536
        maximum_answer_bytes: 262144
        memory_bytes: 16777216
        models:
          digits: { deterministic: true, ttl_seconds: 60, store: redis, parameters: [] }

        """

    var traffic = """
        models:
          digits: { versions: { "1": 90, "2": 10 }, sticky: caller, salt: digits, explicit_versions: false, idempotent: true, timeout_milliseconds: 20000, per_try_timeout_milliseconds: 10000 }
          digits-eu: { versions: { "1": 100 }, sticky: caller, salt: digits-eu, explicit_versions: false, idempotent: true, timeout_milliseconds: 20000, per_try_timeout_milliseconds: 10000 }
          survey: { versions: { "1": 90, "2": 10 }, sticky: request, salt: survey, explicit_versions: true, idempotent: true, timeout_milliseconds: 20000, per_try_timeout_milliseconds: 10000 }
          affine: { versions: { "1": 100 }, sticky: request, salt: affine, explicit_versions: false, idempotent: true, timeout_milliseconds: 20000, per_try_timeout_milliseconds: 10000 }
          metered: { versions: { "1": 100 }, sticky: caller, salt: metered, explicit_versions: false, idempotent: true, timeout_milliseconds: 20000, per_try_timeout_milliseconds: 10000 }
          echo: { versions: { "1": 100 }, sticky: caller, salt: echo, explicit_versions: false, idempotent: true, timeout_milliseconds: 20000, per_try_timeout_milliseconds: 10000 }
          moody: { versions: { "1": 100 }, sticky: caller, salt: moody, explicit_versions: false, idempotent: true, timeout_milliseconds: 20000, per_try_timeout_milliseconds: 10000 }
          triage: { versions: { "1": 100 }, sticky: caller, salt: triage, explicit_versions: false, idempotent: true, timeout_milliseconds: 20000, per_try_timeout_milliseconds: 10000 }

        """

    var tests = """
        tests:
          - { name: a clinician may ask, caller: ward-app, tenant: clinic, roles: [clinician], action: infer, model: digits, data_classes: [], now: "2026-01-01T00:00:00Z", source: 10.0.0.1, expect: { decision: allow, policies: [clinicians-ask] } }
          - { name: an analyst may not triage, caller: bank-app, tenant: bank, roles: [analyst], action: infer, model: triage, data_classes: [], now: "2026-01-01T00:00:00Z", source: 10.0.0.1, expect: { decision: deny } }

        """

    /// Every file by its name in the folder.
    var texts: [(name: String, text: String)] {
        [
            ("schema.cedarschema", schema), ("access.cedar", access),
            ("residency.cedar", residency), ("entities.yaml", entities),
            ("identity.yaml", identity), ("limits.yaml", limits), ("cache.yaml", cache),
            ("traffic.yaml", traffic), ("tests/access.yaml", tests),
        ]
    }

    /// Writes the folder; what is there under these names is replaced, each file in one step.
    func write(to folder: URL) throws {
        let tests = folder.appendingPathComponent("tests")
        try FileManager.default.createDirectory(at: tests, withIntermediateDirectories: true)
        for (name, text) in texts {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name), options: .atomic)
        }
    }
}
