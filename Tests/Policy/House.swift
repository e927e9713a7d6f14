// A small policy set that the tests of this room share.

import Cedar

@testable import Policy

/// Builds policy sets and callers for tests.
enum House {
    static let schema = """
        entity Tenant, Role, DataClass, Jurisdiction, ModelGroup;
        entity Caller in [Tenant, Role];
        entity Model in [ModelGroup] = { dataClasses: Set<DataClass> };
        entity Region in [Jurisdiction];
        action ask, place;
        action infer, metadata, explain in [ask] appliesTo { principal: Caller, resource: Model,
          context: { dataClasses: Set<DataClass>, now: datetime, sourceAddress: ipaddr } };
        action process, cache, log in [place] appliesTo { principal: Caller, resource: Region,
          context: { dataClasses: Set<DataClass>, model: Model } };
        """

    static let access = """
        @id("clinicians-infer")
        permit (principal in Role::"clinician", action == Action::"infer", resource in ModelGroup::"vision");
        @id("all-read-metadata")
        permit (principal, action == Action::"metadata", resource);
        @id("no-health-for-banks")
        forbid (principal in Tenant::"bank", action == Action::"infer", resource)
        when { context.dataClasses.contains(DataClass::"health") };
        """

    static let residency = """
        @id("uae")
        permit (principal, action, resource in Jurisdiction::"AE");
        @id("eu-may-process")
        permit (principal, action == Action::"process", resource in Jurisdiction::"EU");
        @id("health-stays")
        forbid (principal, action, resource)
        when { context.dataClasses.contains(DataClass::"health") }
        unless { resource in Jurisdiction::"AE" };
        """

    static let identity = IdentityRules(
        authorities: [
            .init(
                name: "callers", bundle: "a.pem", trustDomain: "portcullis.dev", development: true)
        ],
        mappings: [
            .init(
                match: .spiffe(trustDomain: "portcullis.dev", name: "bank-app"), caller: .captured,
                tenant: "bank"),
            .init(match: .spiffe(trustDomain: "portcullis.dev", name: nil), caller: .captured),
        ],
        issuers: [
            .init(
                issuer: "https://issuer.test", jwks: "jwks.json", audiences: ["portcullis"],
                algorithms: ["RS256"], tenantClaim: "tenant", rolesClaim: "roles",
                dataClassesClaim: "data_classes")
        ],
        binds: [.init(claim: "client_id", equals: .callerName)])

    static func contents(
        access: String = access, residency: String = residency
    ) throws -> PolicyContents {
        var contents = PolicyContents(
            access: try Cedar.PolicySet(parsing: access, fileName: "access.cedar"),
            residency: try Cedar.PolicySet(parsing: residency, fileName: "residency.cedar"),
            schema: try Cedar.Schema(parsing: schema, fileName: "schema.cedarschema"),
            identity: identity)
        contents.tenants = ["clinic", "bank"]
        contents.roles = ["clinician", "analyst"]
        contents.dataClasses = ["public", "health"]
        contents.jurisdictions = ["AE", "EU"]
        contents.modelGroups = ["vision"]
        contents.models = [model("triage", ["health"]), model("digits", ["public"])]
        contents.regions = [
            Region(name: "eu-frankfurt", jurisdictions: ["EU"]),
            Region(name: "ae-dubai", jurisdictions: ["AE"]),
        ]
        contents.callerRoles = ["ward-app": ["clinician"]]
        return contents
    }

    static func policies(
        access: String = access, residency: String = residency
    ) throws -> Policies {
        try Policies(
            contents(access: access, residency: residency), id: "test-set", sequence: 1)
    }

    static func model(_ name: String, _ dataClasses: [String]) -> Model {
        Model(
            name: name, dataClassNames: dataClasses, groups: ["vision"],
            traffic: TrafficRule(
                versions: [.init(name: "1", weight: 1)], salt: name,
                totalTimeoutMilliseconds: 1000, perTryTimeoutMilliseconds: 1000))
    }

    static func certificate(_ name: String) throws(Refusal) -> CertificateIdentity {
        try identity.map(
            CertificateNames(
                uriNames: ["spiffe://portcullis.dev/caller/\(name)"],
                thumbprint: Array(repeating: 7, count: 32)))
    }

    static func claims(
        tenant: String? = "clinic", _ more: [String: ClaimValue] = [:],
        clientID: String = "ward-app"
    ) -> TokenClaims {
        var claims = more
        claims["client_id"] = .string(clientID)
        if let tenant { claims["tenant"] = .string(tenant) }
        return TokenClaims(
            issuer: "https://issuer.test", subject: "subject-1", claims: claims,
            expiresAtUnixSeconds: 2_000_000_000)
    }

    static func clinician(_ policies: Policies, serial: UInt64 = 1) throws(Refusal) -> Caller {
        try identity.caller(
            certificate: certificate("ward-app"), claims: claims(), policies: policies,
            serial: serial)
    }

    static let context = RequestContext(
        nowUnixMilliseconds: 1_767_225_600_000,
        sourceAddress: SourceAddress(isIPv4: true, high: 0, low: 0x0a00_0001))

    static func model(_ name: String, in policies: Policies) -> ModelIndex {
        policies.model(named: name) ?? ModelIndex(.max)
    }

    static func region(_ name: String, in policies: Policies) -> RegionIndex {
        policies.region(named: name) ?? RegionIndex(.max)
    }
}
