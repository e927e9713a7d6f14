// Reads the certificates, keys and key sets that the files name.

import Wire

/// Reads trust material; what is wrong is noted with the file's name.
struct TrustReader {
    private static let maximumBundleBytes = 4 << 20

    let file: GatewayFile
    let findings: Findings

    /// Reads what the configuration names, and takes over what the policy set names.
    func read(_ set: LoadedPolicies) throws(MissingFile) -> TrustMaterial? {
        let certificate = try FileReading.bytes(
            of: file.certificate.value, atMost: Self.maximumBundleBytes, findings)
        let privateKey = try FileReading.secret(
            file.privateKey.value, atMost: Self.maximumBundleBytes, findings)
        var workerBundles: [[UInt8]] = []
        for authority in file.workerAuthorities {
            let path = authority.bundle.value
            let read = try FileReading.bytes(of: path, atMost: Self.maximumBundleBytes, findings)
            workerBundles.append(check(read ?? [], path))
        }
        let identityFile = try FileReading.bytes(
            of: file.policies.value + "/identity.yaml", atMost: PolicyFolder.maximumFileBytes,
            findings)
        guard let certificate, let privateKey, let identityFile, !findings.hasErrors else {
            return nil
        }
        let namedFiles = set.namedFiles.sorted { $0.key < $1.key }.map(\.value)
        return TrustMaterial(
            certificate: certificate, privateKey: privateKey, workerBundles: workerBundles,
            identityFile: identityFile, namedFiles: namedFiles)
    }

    private func check(_ bytes: [UInt8], _ path: String) -> [UInt8] {
        do throws(CertificateFault) {
            _ = try CertificateFile.parse(bytes)
        } catch {
            findings.add(
                PolicyDiagnostic(
                    file: path, message: "is no bundle of certificates in PEM: \(error)"))
        }
        return bytes
    }
}
