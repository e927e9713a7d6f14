// Certificates for the tests, made by the openssl command line in a folder of their own.

import Foundation
import Testing
import Wire

/// Holds an authority of workers and gates, and what it and a foreign one signed, as PEM.
struct TestCertificates: Sendable {
    /// Made once for all tests.
    static let shared = TestCertificates()
    /// The gate that the test workers admit.
    static let gate = "spiffe://portcullis.dev/region/ae-dubai/gate/main"

    private let files: [String: [UInt8]]

    /// The TLS settings of one end.
    func settings(
        _ role: TLSRole, _ name: String, protocols: [ApplicationProtocol] = [.h2]
    ) -> TLSSettings {
        TLSSettings(
            role: role, certificateChainPEM: files["\(name).pem"] ?? [],
            privateKeyPEM: files["\(name).key"] ?? [],
            trustedAuthoritiesPEM: [files["workers.pem"] ?? []], applicationProtocols: protocols)
    }

    private init() {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "portcullis-worker-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var found: [String: [UInt8]] = [:]
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true)
            let shell = Process()
            shell.executableURL = URL(filePath: "/bin/sh")
            shell.arguments = ["-euc", Self.script]
            shell.currentDirectoryURL = folder
            shell.standardError = FileHandle.nullDevice
            try shell.run()
            shell.waitUntilExit()
            for file in try FileManager.default.contentsOfDirectory(
                at: folder, includingPropertiesForKeys: nil)
            {
                found[file.lastPathComponent] = [UInt8](try Data(contentsOf: file))
            }
        } catch {
            Issue.record("the certificates could not be made: \(error)")
        }
        files = found
    }

    private static let script = """
        authority() {
          openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
            -subj "/CN=$1" -keyout $1.key -out $1.pem
        }
        leaf() { # name authority uri
          openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" \
            -keyout $1.key -out $1.csr
          printf "extendedKeyUsage=clientAuth,serverAuth\\nsubjectAltName=$3\\n" > $1.ext
          openssl x509 -req -in $1.csr -CA $2.pem -CAkey $2.key -CAcreateserial -days 30 \
            -extfile $1.ext -out $1.pem
        }
        authority workers; authority foreign
        leaf gate workers URI:spiffe://portcullis.dev/region/ae-dubai/gate/main
        leaf other workers URI:spiffe://portcullis.dev/region/ae-dubai/gate/main2
        leaf twofold workers URI:spiffe://portcullis.dev/region/ae-dubai/gate/main,URI:spiffe://a/b
        leaf nameless workers DNS:gate.test
        leaf worker workers URI:spiffe://portcullis.dev/region/ae-dubai/worker/1
        leaf stranger foreign URI:spiffe://portcullis.dev/region/ae-dubai/gate/main
        """
}
