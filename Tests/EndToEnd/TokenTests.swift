// Bad input: tokens that are expired, early, for others, forged, unsigned, cut short or malformed.
import Foundation
import Testing

/// One bad token: how it differs from a good one, and the code it must get.
struct BadToken: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var code = "token_invalid"
    let make: @Sendable () throws -> String

    init(
        _ name: String, code: String = "token_invalid",
        make: @escaping @Sendable () throws -> String
    ) {
        testDescription = name
        self.code = code
        self.make = make
    }

    init(
        _ name: String, code: String = "token_invalid",
        plan: @escaping @Sendable (inout TokenPlan) -> Void
    ) {
        self.init(name, code: code, make: { try Tokens.mint([TokenPlan(.clinician, plan)])[0] })
    }

    static let now = Int(Date().timeIntervalSince1970)

    static let all: [BadToken] = [
        BadToken("expired", code: "token_expired") { $0.claims["exp"] = now - 120 },
        BadToken("not yet valid") { $0.claims["nbf"] = now + 600 },
        BadToken("for another audience") { $0.claims["aud"] = "someone-else" },
        BadToken("for a list of other audiences") { $0.claims["aud"] = ["a", "b"] },
        BadToken("from another issuer") { $0.claims["iss"] = "https://issuer.example" },
        BadToken("without expiry") { $0.claims["exp"] = nil },
        BadToken("with expiry as text") { $0.claims["exp"] = "\(now + 600)" },
        BadToken("without subject") { $0.claims["sub"] = nil },
        BadToken("with alg none") {
            $0.header["alg"] = "none"
            $0.key = "none"
        },
        BadToken("HS256 signed with the public key") {
            $0.header = ["alg": "HS256", "kid": "dev-rs256", "typ": "JWT"]
            $0.key = "hs256-public"
        },
        BadToken("of an unknown key") { $0.header["kid"] = "dev-other" },
        BadToken("without a key name") { $0.header["kid"] = nil },
        BadToken("of a stranger under our key's name") { $0.key = "stranger" },
        BadToken("with another algorithm than its key's") {
            $0.header["alg"] = "RS256"
            $0.key = "rs256"
        },
        BadToken("with a critical header nobody knows") { $0.header["crit"] = ["b64"] },
        BadToken("for another application") { $0.claims["client_id"] = "bank-app" },
        BadToken("of a tenant that does not exist") { $0.claims["tenant"] = "nowhere" },
        BadToken("bound to another certificate") {
            $0.claims["cnf"] = ["x5t#S256": String(repeating: "A", count: 43)]
        },
        BadToken("cut short") { String(try Tokens.token(.clinician).dropLast(7)) },
        BadToken("of two parts") {
            try Tokens.token(.clinician).split(separator: ".").prefix(2).joined(separator: ".")
        },
        BadToken("with padding") { try Tokens.token(.clinician) + "=" },
        BadToken("with a stray character") {
            let token = try Tokens.token(.clinician)
            return token.replacingOccurrences(of: ".", with: ".!", range: token.range(of: "."))
        },
        BadToken("longer than allowed") { String(repeating: "a", count: 9000) },
        BadToken("of random text") { "not-a-token" },
    ]
}

extension Promises {
    @Suite struct `A bad token is refused over both protocols` {
        @Test(arguments: BadToken.all)
        func `when it is`(bad: BadToken) throws {
            let house = try House.shared()
            let token = try bad.make()
            house.expectRefusal(
                bad.code, 401, "UNAUTHENTICATED",
                rest: try house.infer(
                    "affine", .affine([1, 2, 3, 4]), as: .clinician, token: token),
                grpc: try house.grpc(.affine([1, 2, 3, 4]), as: .clinician, token: token))
            try house.expectServing()
        }

        @Test func `but one with a list of audiences that has ours, or within the skew, is good`()
            throws
        {
            let house = try House.shared()
            let good = try Tokens.mint([
                TokenPlan(.clinician) { $0.claims["aud"] = ["other", "portcullis"] },
                TokenPlan(.clinician) { $0.claims["nbf"] = BadToken.now + 15 },
                TokenPlan(.clinician) {
                    $0.header = ["alg": "RS256", "kid": "dev-rs256"]
                    $0.key = "rs256"
                },
            ])
            for token in good {
                let answer = try house.infer(
                    "affine", .affine([1, 2, 3, 4]), as: .clinician, token: token)
                #expect(answer.status == 200, "\(answer.body)")
            }
        }
    }
}
