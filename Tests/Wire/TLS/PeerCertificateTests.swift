// What is read in a certificate, against what the openssl command line wrote there.

import Testing
import Wire

@Suite struct `Peer certificate` {
    @Test func `names, usage and validity are read`() throws {
        let read = try CertificateFile.parse(TestCertificates.shared.pem("client.pem"))
        #expect(read.uriNames == ["spiffe://portcullis.dev/caller/ward-app"])
        #expect(read.dnsNames == ["ward.test"])
        #expect(read.commonName == "ward-app")
        #expect(read.organizationalUnits == ["cardiology", "ward"])
        #expect(read.allowsClientAuth && !read.allowsServerAuth)
        #expect(read.notAfterUnixSeconds - read.notBeforeUnixSeconds == 30 * 86400)
        #expect(read.authorityIndex == nil)
        #expect(read.thumbprintSHA256.count == 32 && read.subjectPublicKeySHA256.count == 32)
        #expect(!read.serialHex.isEmpty && !read.serialHex.hasPrefix("0"))
    }

    @Test func `digests are those of the openssl command line`() throws {
        let files = TestCertificates.shared
        let read = try CertificateFile.parse(files.pem("client.pem"))
        #expect(hex(read.thumbprintSHA256) == text(files.pem("client.sha256")))
        #expect(hex(read.subjectPublicKeySHA256) == text(files.pem("client.spki256")))
        #expect(read.serialHex == text(files.pem("client.serial")))
    }

    @Test func `without extended key usage nothing is allowed`() throws {
        let read = try CertificateFile.parse(TestCertificates.shared.pem("plain.pem"))
        #expect(!read.allowsClientAuth && !read.allowsServerAuth)
    }

    @Test(arguments: ["nul.pem", "latin.pem"])
    func `a deceptive name is refused`(_ name: String) {
        #expect(throws: CertificateFault.self) {
            try CertificateFile.parse(TestCertificates.shared.pem(name))
        }
    }

    @Test func `what is no certificate is refused`() {
        #expect(throws: CertificateFault.self) { try CertificateFile.parse([]) }
        #expect(throws: CertificateFault.self) { try CertificateFile.parse(bytes("hello")) }
    }

    private func hex(_ digest: [UInt8]) -> String {
        digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
