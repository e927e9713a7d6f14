// Certificates for the tests, made by the openssl command line in a folder of their own.

import Foundation
import Testing
import Wire

/// Holds two client authorities, a worker authority, a foreign one, and what they signed, as PEM.
struct TestCertificates: Sendable {
    /// Made once for all tests.
    static let shared = TestCertificates()

    let files: [String: [UInt8]]

    /// The bytes of one file, such as `client.pem` or `client.key`.
    func pem(_ name: String) -> [UInt8] {
        files[name] ?? []
    }

    private init() {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "portcullis-tls-\(UUID().uuidString)")
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
        leaf() { # name authority subject days extensions
          openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 \
            -subj "$3" -keyout $1.key -out $1.csr
          printf "$5" > $1.ext
          openssl x509 -req -in $1.csr -CA $2.pem -CAkey $2.key -CAcreateserial -days $4 \
            -extfile $1.ext -out $1.pem
        }
        both="extendedKeyUsage=clientAuth,serverAuth\\n"
        authority callers; authority partners; authority workers; authority foreign
        leaf gate workers /CN=gate 30 \
          "${both}subjectAltName=URI:spiffe://portcullis.dev/region/ae-dubai/gate/main\\n"
        leaf worker workers /CN=worker 30 \
          "${both}subjectAltName=URI:spiffe://portcullis.dev/region/ae-dubai/worker/1\\n"
        leaf client callers /OU=cardiology/OU=ward/CN=ward-app 30 \
          "extendedKeyUsage=clientAuth\\nsubjectAltName=URI:spiffe://portcullis.dev/caller/ward-app,DNS:ward.test\\n"
        leaf partner partners /CN=partner 30 "extendedKeyUsage=clientAuth\\nsubjectAltName=DNS:partner.test\\n"
        leaf expired callers /CN=expired -1 "extendedKeyUsage=clientAuth\\n"
        leaf stranger foreign /CN=stranger 30 "extendedKeyUsage=clientAuth\\n"
        leaf serveronly callers /CN=serveronly 30 "extendedKeyUsage=serverAuth\\n"
        leaf plain callers /CN=plain 30 "subjectAltName=DNS:plain.test\\n"
        leaf nul callers /CN=nul 30 \
          "extendedKeyUsage=clientAuth\\nsubjectAltName=DER:300d820b676f6f642e0065762e6c65\\n"
        leaf latin callers /CN=latin 30 \
          "extendedKeyUsage=clientAuth\\nsubjectAltName=DER:3006860461ff2e62\\n"
        openssl x509 -in client.pem -outform der | sha256sum | cut -d' ' -f1 | tr -d '\\n' \
          > client.sha256
        openssl x509 -in client.pem -pubkey -noout | openssl pkey -pubin -outform der \
          | sha256sum | cut -d' ' -f1 | tr -d '\\n' > client.spki256
        openssl x509 -in client.pem -serial -noout | cut -d= -f2 | tr A-F a-f \
          | sed 's/^0*//' | tr -d '\\n' > client.serial
        """
}
