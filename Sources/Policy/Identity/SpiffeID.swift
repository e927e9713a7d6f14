// SPIFFE identifiers in the three forms that this house knows.

/// Reads `spiffe://DOMAIN/caller/NAME`, `…/region/REGION/worker/NAME` and `…/region/REGION/gate/NAME`.
public struct SpiffeID: Hashable, Sendable, CustomStringConvertible {
    /// Whose identity it is.
    public enum Subject: Hashable, Sendable {
        case caller(name: String)
        case worker(region: String, name: String)
        case gate(region: String, name: String)
    }

    /// The SPIFFE trust domain.
    public let trustDomain: String
    /// Whose identity it is.
    public let subject: Subject

    /// Takes the parts as they are.
    public init(trustDomain: String, subject: Subject) {
        self.trustDomain = trustDomain
        self.subject = subject
    }

    /// Reads an identifier strictly: no other scheme, form, case, port, query or escape.
    public init(parsing text: String) throws(SpiffeFault) {
        let prefix = "spiffe://"
        guard text.utf8.count <= 2048 else { throw .tooLong }
        guard text.utf8.starts(with: prefix.utf8) else { throw .scheme }
        let parts = text.utf8.dropFirst(prefix.utf8.count)
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard let domain = parts.first, Self.isTrustDomain(domain) else { throw .trustDomain }
        for segment in parts.dropFirst() {
            guard PolicyName.isValid(segment), segment != ".", segment != ".." else {
                throw .segment
            }
        }
        trustDomain = domain
        if parts.count == 3, parts[1] == "caller" {
            subject = .caller(name: parts[2])
        } else if parts.count == 5, parts[1] == "region", parts[3] == "worker" {
            subject = .worker(region: parts[2], name: parts[4])
        } else if parts.count == 5, parts[1] == "region", parts[3] == "gate" {
            subject = .gate(region: parts[2], name: parts[4])
        } else {
            throw .form
        }
    }

    /// Tells whether a text may be a trust domain: 1 to 255 of `a-z 0-9 . - _`.
    public static func isTrustDomain(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 255
            && text.utf8.allSatisfy { byte in
                PolicyName.isNameByte(byte)
                    && !(byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z"))
            }
    }

    /// The name of the caller, if it is one.
    public var callerName: String? {
        guard case .caller(let name) = subject else { return nil }
        return name
    }

    /// The region of a worker or a gate.
    public var region: String? {
        switch subject {
        case .caller: nil
        case .worker(let region, _), .gate(let region, _): region
        }
    }

    /// The identifier as a URI.
    public var description: String {
        switch subject {
        case .caller(let name): "spiffe://\(trustDomain)/caller/\(name)"
        case .worker(let region, let name):
            "spiffe://\(trustDomain)/region/\(region)/worker/\(name)"
        case .gate(let region, let name): "spiffe://\(trustDomain)/region/\(region)/gate/\(name)"
        }
    }
}

/// Why a text is no SPIFFE identifier of ours.
public enum SpiffeFault: Error, Hashable, Sendable, CustomStringConvertible {
    case tooLong
    case scheme
    case trustDomain
    case segment
    case form

    /// The reason in words.
    public var description: String {
        switch self {
        case .tooLong: "longer than 2048 bytes"
        case .scheme: "does not begin with spiffe://"
        case .trustDomain: "the trust domain is not 1 to 255 of a-z, 0-9, '.', '-', '_'"
        case .segment: "a part of its path is not 1 to 128 of A-Z, a-z, 0-9, '.', '_', '-'"
        case .form:
            "is none of /caller/NAME, /region/REGION/worker/NAME, /region/REGION/gate/NAME"
        }
    }
}
