// Reading a certificate of our own from its file.

/// Reads certificates from PEM.
public enum CertificateFile {
    /// Reads the first certificate of a file, such as our own, whose URI names our region.
    public static func parse(_ pem: [UInt8]) throws(CertificateFault) -> PeerCertificate {
        throw CertificateFault(description: "no certificate in the file")
    }
}
