// From certificates to callers' names.

import Policy
import Testing

@Suite struct CertificateMappingTests {
    static let rules = IdentityRules(
        authorities: [
            .init(
                name: "callers", bundle: "a.pem", trustDomain: "portcullis.dev", development: false),
            .init(
                name: "partners", bundle: "b.pem", trustDomain: "partner.test", development: false),
        ],
        mappings: [
            .init(
                match: .spiffe(trustDomain: "portcullis.dev", name: "boss"),
                caller: .literal("the-boss"), tenant: "clinic", roles: ["clinician"]),
            .init(match: .spiffe(trustDomain: "portcullis.dev", name: nil), caller: .captured),
            .init(match: .dns("legacy.bank.test"), caller: .literal("legacy"), tenant: "bank"),
            .init(match: .commonName("old-app"), caller: .literal("old-app"), tenant: "bank"),
        ],
        issuers: [], binds: [])

    static func certificate(
        uri: [String] = [], dns: [String] = [], commonName: String? = nil, authority: Int? = 0
    ) -> CertificateNames {
        CertificateNames(
            uriNames: uri, dnsNames: dns, commonName: commonName, thumbprint: [1, 2, 3],
            authorityIndex: authority)
    }

    @Test func `a SPIFFE caller is known by the name in its URI`() throws {
        let identity = try Self.rules.map(
            Self.certificate(uri: ["spiffe://portcullis.dev/caller/ward-app"]))
        #expect(identity.callerName == "ward-app")
        #expect(identity.tenant == nil)
        #expect(identity.uri == "spiffe://portcullis.dev/caller/ward-app")
    }

    @Test func `the first rule that matches wins`() throws {
        let identity = try Self.rules.map(
            Self.certificate(uri: ["spiffe://portcullis.dev/caller/boss"]))
        #expect(identity.callerName == "the-boss")
        #expect(identity.tenant == "clinic")
        #expect(identity.roles == ["clinician"])
    }

    @Test func `old certificates are known by DNS name or common name`() throws {
        let dns = try Self.rules.map(Self.certificate(dns: ["x.test", "LEGACY.bank.test"]))
        #expect(dns.callerName == "legacy")
        let commonName = try Self.rules.map(Self.certificate(commonName: "old-app"))
        #expect(commonName.callerName == "old-app")
    }

    @Test(arguments: [
        certificate(), certificate(dns: ["other.test"]), certificate(commonName: "Old-app"),
        certificate(uri: ["spiffe://portcullis.dev/caller/a", "spiffe://portcullis.dev/caller/b"]),
        certificate(uri: ["spiffe://portcullis.dev/caller/a", "https://a.test"]),
        certificate(uri: ["spiffe://other.test/caller/a"]),
        certificate(uri: ["spiffe://portcullis.dev/caller/a"], authority: 1),
        certificate(uri: ["spiffe://partner.test/caller/a"], authority: 1),
        certificate(uri: ["spiffe://portcullis.dev/caller/a"], authority: nil),
        certificate(uri: ["spiffe://portcullis.dev/caller/a"], authority: 2),
        certificate(uri: ["spiffe://portcullis.dev/region/x/worker/1"]),
        certificate(uri: ["https://legacy.bank.test"], dns: ["legacy.bank.test"]),
    ])
    func `a certificate that maps to no caller is refused`(_ certificate: CertificateNames) {
        #expect(throws: Refusal.certificateUnmapped) { try Self.rules.map(certificate) }
    }

    @Test func `a certificate for servers only is refused`() {
        var certificate = Self.certificate(uri: ["spiffe://portcullis.dev/caller/ward-app"])
        certificate.allowsClientAuth = false
        #expect(throws: Refusal.certificateUnmapped) { try Self.rules.map(certificate) }
    }

    @Test func `the audit log is told why`() throws {
        let fault = try #require(throws: IdentityFault.self) {
            try Self.rules.identify(Self.certificate(uri: ["a", "b"]))
        }
        #expect(fault.reason == "more than one URI in the certificate")
    }
}
