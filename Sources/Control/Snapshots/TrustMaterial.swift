// The certificates, keys and key sets that a snapshot is made of, as they were at one moment.

import Wire

/// Everything that says whom we trust and who we are, read from files.
struct TrustMaterial: Sendable {
    /// Our certificate and its intermediates.
    let certificate: [UInt8]
    /// Our private key.
    let privateKey: [UInt8]
    /// The bundles of the workers' authorities, in the order of `gateway.yaml`.
    let workerBundles: [[UInt8]]
    /// The text of `identity.yaml`, so that a changed mapping renews what was built on the old one.
    let identityFile: [UInt8]
    /// The bundles and key sets that the policy set names, sorted by path.
    let namedFiles: [[UInt8]]

    /// A hash over all of it, each part with its length: trust has changed when this has.
    var fingerprint: Digest256 {
        var hash = SHA256()
        for group in [[certificate, privateKey, identityFile], workerBundles, namedFiles] {
            Self.add(group.count, to: &hash)
            for part in group {
                Self.add(part.count, to: &hash)
                hash.update(part.span)
            }
        }
        return hash.finish()
    }

    private static func add(_ number: Int, to hash: inout SHA256) {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        hash.update(bytes.span)
    }
}
