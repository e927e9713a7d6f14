// From what Wire has read to what Policy decides on: the rooms do not know each other.

import Policy
import Runtime
import Wire

extension CertificateNames {
    init(_ certificate: PeerCertificate) {
        self.init(
            uriNames: certificate.uriNames, dnsNames: certificate.dnsNames,
            commonName: certificate.commonName,
            organizationalUnits: certificate.organizationalUnits,
            allowsClientAuth: certificate.allowsClientAuth,
            allowsServerAuth: certificate.allowsServerAuth,
            thumbprint: certificate.thumbprintSHA256, authorityIndex: certificate.authorityIndex)
    }
}

extension TokenClaims {
    init(_ token: VerifiedToken) {
        self.init(
            issuer: token.issuer, subject: token.subject,
            claims: token.claims.mapValues(Self.value),
            confirmationThumbprint: token.confirmationThumbprint?.bytes,
            expiresAtUnixSeconds: token.expiresAtUnixSeconds,
            notBeforeUnixSeconds: token.notBeforeUnixSeconds)
    }

    private static func value(_ value: Wire.ClaimValue) -> Policy.ClaimValue {
        switch value {
        case .string(let text): .string(text)
        case .integer(let number): .integer(number)
        case .number(let number): .number(number)
        case .bool(let truth): .bool(truth)
        case .strings(let texts): .strings(texts)
        }
    }
}

extension TLSFault.Reason {
    /// The reason as metrics and the audit log name it.
    var name: String {
        switch self {
        case .noCertificate: "no_certificate"
        case .expired: "certificate_expired"
        case .notYetValid: "certificate_not_yet_valid"
        case .unknownAuthority: "unknown_authority"
        case .revoked: "certificate_revoked"
        case .protocolError: "protocol_error"
        case .other: "other"
        }
    }
}

extension SourceAddress {
    init?(_ address: SocketAddress?) {
        guard let address, address.unixPath == nil else { return nil }
        let bytes = address.ipBytes
        self.init(isIPv4: bytes.isIPv4, high: bytes.high, low: bytes.low)
    }
}

extension Refusal {
    /// The refusal of a message that the inference protocol's rules do not allow.
    init(_ fault: InferFault) {
        self = fault.kind == .unsupported ? .unsupported(fault.text) : .badRequest(fault.text)
    }
}

extension TokenFault {
    /// The fault as the audit log has it.
    var reason: StaticString {
        switch self {
        case .malformed: "the token is malformed"
        case .tooLarge: "the token is too large"
        case .unknownIssuer: "the token's issuer is not trusted"
        case .unknownKey: "the token's key is not known"
        case .algorithm: "the token's algorithm is not its key's"
        case .type: "the token's type is not a JWT"
        case .critical: "the token has a critical extension"
        case .signature: "the token's signature is not its key's"
        case .expired: "the token has expired"
        case .notYetValid: "the token is not valid yet"
        case .audience: "the token is for another audience"
        case .missingClaim: "the token lacks a claim"
        case .confirmation: "the token's cnf is malformed"
        }
    }
}
