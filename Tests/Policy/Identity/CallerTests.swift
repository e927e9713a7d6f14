// From a certificate and a token that belong together to a caller.

import Policy
import Testing

@Suite struct CallerTests {
    func caller(
        _ certificate: String = "ward-app", _ claims: TokenClaims
    ) throws -> Caller {
        try House.identity.caller(
            certificate: House.certificate(certificate), claims: claims,
            policies: House.policies(), serial: 9)
    }

    @Test func `certificate and token make a caller with its tenant and roles`() throws {
        let caller = try caller(House.claims(["roles": .strings(["analyst"])]))
        #expect(caller.name == "ward-app")
        #expect(caller.tenant == "clinic")
        #expect(caller.roles == ["analyst", "clinician"])
        #expect(caller.subject == "subject-1")
        #expect(caller.serial == 9)
    }

    func caller(_ claims: TokenClaims) throws -> Caller { try caller("ward-app", claims) }

    @Test func `a token for another caller is refused`() throws {
        #expect(throws: Refusal.tokenInvalid) {
            try caller(House.claims(clientID: "bank-app"))
        }
        #expect(throws: Refusal.tokenInvalid) {
            try caller("bank-app", House.claims(tenant: nil, clientID: "ward-app"))
        }
    }

    @Test func `a token bound to a certificate serves that certificate only`() throws {
        var claims = House.claims(clientID: "someone-else")
        claims.confirmationThumbprint = Array(repeating: 7, count: 32)
        #expect(try caller(claims).boundByConfirmation)
        claims = House.claims()
        claims.confirmationThumbprint = Array(repeating: 8, count: 32)
        #expect(throws: Refusal.tokenInvalid) { try caller(claims) }
        claims.confirmationThumbprint = []
        #expect(throws: Refusal.tokenInvalid) { try caller(claims) }
    }

    @Test func `certificate and token must name the same tenant`() throws {
        let agreed = try caller("bank-app", House.claims(tenant: "bank", clientID: "bank-app"))
        #expect(agreed.tenant == "bank")
        let mapped = try caller("bank-app", House.claims(tenant: nil, clientID: "bank-app"))
        #expect(mapped.tenant == "bank")
        #expect(throws: Refusal.tokenInvalid) {
            try caller("bank-app", House.claims(tenant: "clinic", clientID: "bank-app"))
        }
    }

    @Test func `no tenant and an unknown tenant are refused`() {
        #expect(throws: Refusal.tokenInvalid) { try caller(House.claims(tenant: nil)) }
        #expect(throws: Refusal.tokenInvalid) { try caller(House.claims(tenant: "nobody")) }
        #expect(throws: Refusal.tokenInvalid) {
            try caller(House.claims(tenant: nil, ["tenant": .strings(["clinic"])]))
        }
    }

    @Test func `an unknown role is ignored and noted`() throws {
        let caller = try caller(House.claims(["roles": .strings(["root", "analyst"])]))
        #expect(caller.roles == ["analyst", "clinician"])
        #expect(caller.notes == ["role ignored: root"])
    }

    @Test func `a claim may add data classes and an unknown one is refused`() throws {
        let caller = try caller(House.claims(["data_classes": .string("health")]))
        #expect(try House.policies().names(of: caller.dataClasses) == ["health"])
        let refusal = #expect(throws: Refusal.self) {
            try self.caller(House.claims(["data_classes": .strings(["secret"])]))
        }
        #expect(refusal?.code.description == "bad_request")
    }

    @Test(arguments: [ClaimValue.integer(1), .bool(true), .number(1.5)])
    func `claims of the wrong shape are refused`(_ value: ClaimValue) {
        for claim in ["roles", "data_classes", "tenant"] {
            #expect(throws: Refusal.tokenInvalid) {
                try caller(House.claims(tenant: claim == "tenant" ? nil : "clinic", [claim: value]))
            }
        }
    }

    @Test func `another issuer and an empty subject are refused`() {
        var claims = House.claims()
        claims.issuer = "https://other.test"
        #expect(throws: Refusal.tokenInvalid) { try caller(claims) }
        claims = House.claims()
        claims.subject = ""
        #expect(throws: Refusal.tokenInvalid) { try caller(claims) }
        claims.subject = String(repeating: "s", count: 1025)
        #expect(throws: Refusal.tokenInvalid) { try caller(claims) }
    }

    @Test func `two subjects of one application are two callers`() throws {
        let first = try caller(House.claims())
        var claims = House.claims()
        claims.subject = "subject-2"
        let second = try caller(claims)
        #expect(first.identityKey != second.identityKey)
    }
}
