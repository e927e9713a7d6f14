// Reading a certificate's names, times and digests out of OpenSSL's form.

internal import COpenSSL

extension PeerCertificate {
    /// The most names of one kind that a certificate may carry.
    private static let maximumNames = 64

    /// Reads a certificate, which is borrowed.
    ///
    /// - Throws: a fault when a name holds a NUL, another control character or invalid text, or
    ///   when the certificate contradicts itself.
    @unsafe init(_ certificate: OpaquePointer) throws(CertificateFault) {
        ERR_clear_error()
        defer { ERR_clear_error() }
        guard unsafe X509_get_extension_flags(certificate) & UInt32(EXFLAG_INVALID) == 0 else {
            throw CertificateFault(description: "an extension cannot be parsed")
        }
        let names = try unsafe Self.alternativeNames(certificate)
        uriNames = names.uris
        dnsNames = names.dns
        commonName = try unsafe Self.subject(certificate, NID_commonName).last
        organizationalUnits = try unsafe Self.subject(certificate, NID_organizationalUnitName)
        serialHex = try unsafe Self.serial(certificate)
        notBeforeUnixSeconds = try unsafe Self.seconds(X509_get0_notBefore(certificate))
        notAfterUnixSeconds = try unsafe Self.seconds(X509_get0_notAfter(certificate))
        // Without the extension OpenSSL answers with all bits set.
        let usage = unsafe X509_get_extended_key_usage(certificate)
        allowsClientAuth = usage != .max && usage & UInt32(XKU_SSL_CLIENT) != 0
        allowsServerAuth = usage != .max && usage & UInt32(XKU_SSL_SERVER) != 0
        thumbprintSHA256 = try unsafe certificateFingerprint(certificate)
        subjectPublicKeySHA256 = try unsafe Self.publicKeyDigest(certificate)
        authorityIndex = nil
    }

    private static func alternativeNames(
        _ certificate: OpaquePointer
    ) throws(CertificateFault) -> (uris: [String], dns: [String]) {
        var position: Int32 = 0
        let found = unsafe X509_get_ext_d2i(
            certificate, NID_subject_alt_name, &position, nil)
        guard let found = unsafe found else {
            guard position == -1 else {
                throw CertificateFault(description: "subjectAltName is repeated or broken")
            }
            return ([], [])
        }
        let names = OpaquePointer(found)
        defer { unsafe GENERAL_NAMES_free(names) }
        let count = unsafe COpenSSL_names_count(names)
        guard count <= maximumNames else {
            throw CertificateFault(description: "more than \(maximumNames) alternative names")
        }
        var uris: [String] = []
        var dns: [String] = []
        for index in 0..<count {
            var kind: Int32 = 0
            let value = unsafe GENERAL_NAME_get0_value(COpenSSL_name_at(names, index), &kind)
            guard kind == GEN_URI || kind == GEN_DNS, let value = unsafe value else { continue }
            let string = unsafe value.assumingMemoryBound(to: ASN1_STRING.self)
            let text = try unsafe Self.text(
                ASN1_STRING_get0_data(string), Int(ASN1_STRING_length(string)))
            // An IA5String is ASCII; white space in a URI or DNS name can only deceive.
            guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw CertificateFault(description: "a URI or DNS name is not plain ASCII")
            }
            if kind == GEN_URI { uris.append(text) } else { dns.append(text) }
        }
        return (uris, dns)
    }

    private static func subject(
        _ certificate: OpaquePointer, _ kind: Int32
    ) throws(CertificateFault) -> [String] {
        let name = unsafe X509_get_subject_name(certificate)
        var values: [String] = []
        var index = unsafe X509_NAME_get_index_by_NID(name, kind, -1)
        while index >= 0 && values.count < maximumNames {
            let entry = unsafe X509_NAME_get_entry(name, index)
            var utf8: UnsafeMutablePointer<UInt8>? = nil
            let length = unsafe ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry))
            defer { unsafe COpenSSL_free(utf8) }
            guard length >= 0 else {
                throw CertificateFault(description: "a subject name is not valid text")
            }
            values.append(try unsafe text(utf8, Int(length)))
            index = unsafe X509_NAME_get_index_by_NID(name, kind, index)
        }
        return values
    }

    private static func text(
        _ bytes: UnsafePointer<UInt8>?, _ length: Int
    ) throws(CertificateFault) -> String {
        let buffer = unsafe UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : length)
        for index in 0..<buffer.count where unsafe buffer[index] < 0x20 || buffer[index] == 0x7F {
            throw CertificateFault(description: "a name holds a control character")
        }
        guard let text = unsafe String(validating: buffer, as: UTF8.self) else {
            throw CertificateFault(description: "a name is not valid UTF-8")
        }
        return text
    }

    private static func serial(_ certificate: OpaquePointer) throws(CertificateFault) -> String {
        let number = unsafe ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nil)
        defer { unsafe BN_free(number) }
        guard let number = unsafe number, let hex = unsafe BN_bn2hex(number) else {
            throw CertificateFault(description: "the serial number cannot be read")
        }
        defer { unsafe COpenSSL_free(hex) }
        let text = unsafe String(cString: hex).lowercased()
        let digits = text.drop { $0 == "0" }
        return digits.isEmpty ? "0" : String(digits)
    }

    private static func seconds(
        _ time: UnsafePointer<ASN1_TIME>?
    ) throws(CertificateFault) -> Int64 {
        let epoch = unsafe ASN1_TIME_set(nil, 0)
        defer { unsafe ASN1_STRING_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard unsafe time != nil, unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else {
            throw CertificateFault(description: "a time of validity cannot be read")
        }
        return Int64(days) * 86400 + Int64(seconds)
    }

    private static func publicKeyDigest(
        _ certificate: OpaquePointer
    ) throws(CertificateFault) -> [UInt8] {
        var der: UnsafeMutablePointer<UInt8>? = nil
        let length = unsafe i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der)
        defer { unsafe COpenSSL_free(der) }
        var digest = [UInt8](repeating: 0, count: 32)
        guard length > 0,
            unsafe EVP_Digest(der, Int(length), &digest, nil, EVP_sha256(), nil) == 1
        else { throw CertificateFault(description: "the public key cannot be read") }
        return digest
    }
}

/// Digests a certificate in DER with SHA-256.
@unsafe func certificateFingerprint(
    _ certificate: OpaquePointer
) throws(CertificateFault) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    guard unsafe X509_digest(certificate, EVP_sha256(), &digest, &length) == 1, length == 32 else {
        throw CertificateFault(description: "the certificate cannot be digested")
    }
    return digest
}
