// `portcullis dev token`.

import ArgumentParser
import Runtime
import Wire

/// Signs a token with a development issuer's key and prints it.
struct DevTokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Sign a token with a development issuer's key.",
        discussion: """
            With --certificate the token is bound to that client certificate (RFC 8705), so that it \
            is worth nothing to anyone else.
            """)

    @Option(help: "The issuer's private key, a PEM file.")
    var issuerKey: String

    @Option(help: "RS256 or ES256.")
    var algorithm = "RS256"

    @Option(help: "The name of the key in the issuer's key set.")
    var kid: String?

    @Option(help: "The claim iss.")
    var issuer: String

    @Option(help: "The claim aud; may be given several times.")
    var audience: [String]

    @Option(help: "The claim sub.")
    var subject: String

    @Option(help: "Another claim, as name=value; roles and data_classes are lists: roles=a,b.")
    var claim: [String] = []

    @Option(help: "A client certificate, a PEM file, that the token is bound to.")
    var certificate: String?

    @Option(help: "How long the token is good for.")
    var lifetimeSeconds = 3_600

    func validate() throws {
        guard TokenAlgorithm(rawValue: algorithm) != nil else {
            throw ValidationError("--algorithm is RS256 or ES256, not \(algorithm)")
        }
        guard !audience.isEmpty else { throw ValidationError("--audience is missing") }
        guard (1...31_536_000).contains(lifetimeSeconds) else {
            throw ValidationError("--lifetime-seconds is from 1 to 31536000")
        }
        for text in claim where !text.contains("=") || text.hasPrefix("=") {
            throw ValidationError("--claim is name=value, not \(text)")
        }
    }

    func run() throws {
        print(try token(nowUnixSeconds: WallClock.unixMilliseconds() / 1_000))
    }

    /// The token that the options ask for.
    func token(nowUnixSeconds now: Int64) throws -> String {
        var claims: [String: ClaimValue] = [
            "iss": .string(issuer), "sub": .string(subject), "iat": .integer(now),
            "exp": .integer(now + Int64(lifetimeSeconds)),
            "aud": audience.count == 1 ? .string(audience[0]) : .strings(audience),
        ]
        for text in claim {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let (name, value) = (String(parts[0]), String(parts[1]))
            claims[name] =
                ["roles", "data_classes"].contains(name) || value.contains(",")
                ? .strings(value.split(separator: ",").map(String.init)) : .string(value)
        }
        let key = try read(issuerKey)
        let binding = try thumbprint()
        do throws(TokenSignerError) {
            return try TokenSigner.sign(
                claims: claims, confirmation: binding, keyID: kid,
                algorithm: TokenAlgorithm(rawValue: algorithm) ?? .rs256, privateKeyPEM: key)
        } catch {
            CommandOutput.complain("\(issuerKey): \(error)")
            throw ExitCode(ExitStatus.badData.rawValue)
        }
    }

    private func thumbprint() throws -> Digest256? {
        guard let certificate else { return nil }
        let bytes = try read(certificate)
        do throws(CertificateFault) {
            return Digest256(bytes: try CertificateFile.parse(bytes).thumbprintSHA256)
        } catch {
            CommandOutput.complain("\(certificate): \(error)")
            throw ExitCode(ExitStatus.badData.rawValue)
        }
    }

    private func read(_ path: String) throws -> [UInt8] {
        let findings = Findings()
        do throws(MissingFile) {
            if let bytes = try FileReading.bytes(of: path, atMost: 1 << 20, findings) {
                return bytes
            }
        } catch {
            CommandOutput.complain("\(error)")
            throw ExitCode(ExitStatus.missingFile.rawValue)
        }
        CommandOutput.complain(findings.sorted.map(\.description).joined(separator: "\n"))
        throw ExitCode(ExitStatus.badData.rawValue)
    }
}
