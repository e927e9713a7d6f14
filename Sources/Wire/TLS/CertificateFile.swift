// Reading a certificate of our own from its file.

/// Reads certificates from PEM.
public enum CertificateFile {
    /// Reads the first certificate of a file, such as our own, whose URI names our region.
    public static func parse(_ pem: [UInt8]) throws(CertificateFault) -> PeerCertificate {
        do throws(TLSError) {
            let list = try CertificateList(pem: pem, what: "certificate")
            return try result(list)
        } catch {
            throw CertificateFault(description: error.description)
        }
    }

    private static func result(
        _ list: borrowing CertificateList
    ) throws(TLSError) -> PeerCertificate {
        do throws(CertificateFault) {
            return try unsafe PeerCertificate(list[0])
        } catch {
            throw TLSError(description: "certificate: \(error.description)")
        }
    }
}
