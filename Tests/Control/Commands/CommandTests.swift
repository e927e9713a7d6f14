// The command line: what it takes, and the tokens that it signs.

import ArgumentParser
import Foundation
import Testing
import Wire

@testable import Control

struct CommandTests {
    private let layout: Layout

    init() throws { layout = try Layout() }

    private func tokenCommand(_ more: [String] = []) throws -> DevTokenCommand {
        let words = [
            "dev", "token", "--issuer-key", layout.path("certs/issuer-rs256.key"), "--kid",
            "dev-rs256", "--issuer", "https://issuer.portcullis.dev", "--audience", "portcullis",
            "--subject", "dr-aisha", "--claim", "tenant=clinic", "--claim", "roles=a,b",
        ]
        return try #require(try Portcullis.parseAsRoot(words + more) as? DevTokenCommand)
    }

    private func verify(_ token: String, now: Int64) throws -> VerifiedToken {
        let jwks = try #require(
            FileManager.default.contents(atPath: layout.path("certs/jwks.json")))
        let issuer = TokenIssuer(
            issuer: "https://issuer.portcullis.dev", keys: try KeySet(parsingJWKS: Array(jwks)),
            audiences: ["portcullis"])
        return try TokenVerifier([issuer]).verify(Array(token.utf8).span, nowUnixSeconds: now)
    }

    @Test func `a development token is one that the gate believes`() throws {
        let certificate = layout.path("certs/client-ward-app.pem")
        let command = try tokenCommand([
            "--certificate", certificate, "--lifetime-seconds", "60", "--claim", "client_id=x=y",
        ])
        let token = try verify(try command.token(nowUnixSeconds: 1_000_000), now: 1_000_059)
        #expect(token.subject == "dr-aisha")
        #expect(token.claims["tenant"] == .string("clinic"))
        #expect(token.claims["roles"] == .strings(["a", "b"]))
        #expect(token.claims["client_id"] == .string("x=y"))
        let pem = try #require(FileManager.default.contents(atPath: certificate))
        #expect(
            token.confirmationThumbprint?.bytes
                == (try CertificateFile.parse(Array(pem)).thumbprintSHA256))
        #expect(throws: TokenFault.expired) {
            try verify(try command.token(nowUnixSeconds: 1_000_000), now: 1_000_100)
        }
    }

    @Test func `ES256 works as well`() throws {
        let command = try tokenCommand([
            "--issuer-key", layout.path("certs/issuer-es256.key"), "--kid", "dev-es256",
            "--algorithm", "ES256",
        ])
        #expect(
            try verify(try command.token(nowUnixSeconds: 5_000), now: 5_000).subject == "dr-aisha")
    }

    @Test(arguments: [
        ["--algorithm", "HS256"], ["--lifetime-seconds", "0"], ["--claim", "tenant"],
        ["--claim", "=x"], ["--unknown", "x"],
    ])
    func `a wrong option is a usage error`(words: [String]) {
        #expect(throws: (any Error).self) { try tokenCommand(words) }
    }

    @Test func `every exit status is the one that sysexits names`() throws {
        func status(_ words: [String]) -> Int32 {
            do {
                var command = try Portcullis.parseAsRoot(words)
                try command.run()
                return 0
            } catch {
                return Portcullis.exitCode(for: error).rawValue
            }
        }
        #expect(status(["frobnicate"]) == ExitStatus.usage.rawValue)
        #expect(status(["run"]) == ExitStatus.usage.rawValue)
        #expect(status(["version"]) == 0)
        #expect(status(["--help"]) == 0)
        #expect(status(["check", "--config", "/nowhere"]) == ExitStatus.missingFile.rawValue)
        #expect(status(["check", "--config", layout.path("gateway.yaml")]) == 0)
        #expect(status(["check", layout.path("policies")]) == 0)
        #expect(status(["test", layout.path("policies")]) == 0)
        try layout.replace("shards: 2", with: "shrads: 2", in: "gateway.yaml")
        #expect(
            status(["check", "--config", layout.path("gateway.yaml")])
                == ExitStatus.badData.rawValue)
    }
}
