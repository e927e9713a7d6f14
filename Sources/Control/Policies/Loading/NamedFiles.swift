// Reads the files that `identity.yaml` names: certificate bundles and key sets.

import Policy
import Wire

/// The files that a set names, and the issuers that their keys make.
struct NamedFiles {
    private(set) var files: [PolicyFile] = []
    private(set) var authorityBundles: [[UInt8]] = []
    private(set) var issuers: [TokenIssuer] = []

    init(
        _ identity: IdentityFile, _ folder: PolicyFolder, mayBeMissing: Bool, _ findings: Findings
    ) {
        for place in identity.bundlePlaces {
            guard let file = read(place, folder, mayBeMissing) else { continue }
            do throws(CertificateFault) {
                _ = try CertificateFile.parse(file.bytes)
                authorityBundles.append(file.bytes)
            } catch {
                findings.add(
                    PolicyDiagnostic(
                        file: file.location,
                        message: "is no bundle of certificates in PEM: \(error.description)"))
            }
        }
        for (index, place) in identity.keySetPlaces.enumerated() {
            guard let file = read(place, folder, mayBeMissing) else { continue }
            do throws(KeySetFault) {
                let keys = try KeySet(parsingJWKS: file.bytes, fileName: file.location)
                issuers.append(
                    Self.issuer(identity.issuers[index], keys, binds: identity.binds))
            } catch {
                findings.add(
                    PolicyDiagnostic(
                        file: file.location, line: error.line, column: error.column,
                        message: error.message, quotedLine: error.quotedLine))
            }
        }
    }

    private mutating func read(
        _ place: YAMLName, _ folder: PolicyFolder, _ mayBeMissing: Bool
    ) -> PolicyFile? {
        switch folder.named(place.text) {
        case .success(let file):
            if !files.contains(where: { $0.path == file.path }) { files.append(file) }
            return file
        case .failure(let fault):
            if !(fault.isMissing && mayBeMissing) {
                place.place.fail(
                    "\"\(place.text)\": \(fault.text)",
                    suggestion: "paths are relative to the policy folder; "
                        + "Deploy/pki makes the files for development")
            }
            return nil
        }
    }

    private static func issuer(
        _ rule: IdentityRules.Issuer, _ keys: KeySet, binds: [IdentityRules.Bind]
    ) -> TokenIssuer {
        let claims = [rule.tenantClaim, rule.rolesClaim, rule.dataClassesClaim].compactMap(\.self)
        return TokenIssuer(
            issuer: rule.issuer, keys: keys, audiences: rule.audiences,
            skewSeconds: rule.clockSkewSeconds,
            algorithms: rule.algorithms.compactMap(TokenAlgorithm.init(rawValue:)),
            maximumTokenBytes: rule.maximumTokenBytes,
            claimNames: Array(Set(claims + binds.map(\.claim))).sorted())
    }
}
