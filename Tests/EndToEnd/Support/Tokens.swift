// The tokens that tests send: the usual ones made once, and any other made to order.
import Foundation
import Synchronization

/// Who asks: a client certificate, a token's subject, its tenant and roles.
struct Person: Hashable, Sendable {
    var certificate: String
    var subject: String
    var tenant: String
    var roles: [String]
    var dataClasses: [String] = []

    static let clinician = Person(
        certificate: "client-ward-app", subject: "dr-aisha", tenant: "clinic",
        roles: ["clinician"])
    static let analyst = Person(
        certificate: "client-bank-app", subject: "sam", tenant: "bank", roles: ["analyst"])

    /// The caller's name in the certificate, which `client_id` must equal.
    var caller: String { String(certificate.dropFirst("client-".count)) }

    var claims: [String: Any] {
        let now = Int(Date().timeIntervalSince1970)
        var claims: [String: Any] = [
            "iss": "https://issuer.portcullis.dev", "aud": "portcullis", "sub": subject,
            "iat": now, "exp": now + 3600, "client_id": caller, "tenant": tenant,
            "roles": roles,
        ]
        if !dataClasses.isEmpty { claims["data_classes"] = dataClasses }
        return claims
    }
}

/// A token to be made.
struct TokenPlan {
    var header: [String: Any] = ["alg": "ES256", "kid": "dev-es256", "typ": "JWT"]
    var claims: [String: Any]
    var key = "es256"

    init(_ person: Person, _ change: (inout TokenPlan) -> Void = { _ in }) {
        claims = person.claims
        change(&self)
    }
}

enum Tokens {
    private static let made = Mutex<[Person: String]>([:])

    /// A good token for this person, made once.
    static func token(_ person: Person) throws -> String {
        if let token = made.withLock({ $0[person] }) { return token }
        let token = try mint([TokenPlan(person)])[0]
        made.withLock { $0[person] = token }
        return token
    }

    /// Makes tokens exactly as told.
    static func mint(_ plans: [TokenPlan]) throws -> [String] {
        let folder = try Scratch.certificates.get()
        let work: [String: Any] = [
            "rs256": folder.appendingPathComponent("issuer-rs256.key").path,
            "es256": folder.appendingPathComponent("issuer-es256.key").path,
            "tokens": plans.map {
                ["header": $0.header, "claims": $0.claims, "key": $0.key] as [String: Any]
            },
        ]
        let tokens = try Command.client("mint.py", work) as? [String] ?? []
        guard tokens.count == plans.count else { throw HarnessFailure("tokens were not made") }
        return tokens
    }
}
