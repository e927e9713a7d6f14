// What all shards agree on at one moment: policies, trust and keys, immutable.

public import Policy
public import Wire

/// One accepted state of policy and trust, adopted whole by every shard.
///
/// It holds values and PEM bytes only: each shard builds its own OpenSSL objects from it, because shared
/// ones contend.
public final class Snapshot: Sendable {
    /// Rises by one with every snapshot; the id of a generation.
    public let sequence: UInt64
    /// Rises when a certificate, an authority, an issuer's keys or `identity.yaml` changes: TLS contexts,
    /// remembered tokens and mappings are then built anew.
    public let trustSequence: UInt64
    /// The policy set.
    public let policies: Policies
    /// The trusted issuers with their keys.
    public let issuers: [TokenIssuer]
    /// How the gate meets its clients.
    public let clientSettings: TLSSettings
    /// How the gate meets its workers.
    public let workerSettings: TLSSettings
    /// For each of the workers' authorities, in the order of `workerSettings`, the regions it may vouch for.
    public let workerAuthorityRegions: [RegionSet]
    /// The region in the gate's own certificate.
    public let gateRegion: RegionIndex
    /// The region of the shared store, if it has one that exists in the policy set.
    public let redisRegion: RegionIndex?
    /// The region of the audit sink, if it has one that exists in the policy set.
    public let auditRegion: RegionIndex?
    /// For each tenant, the 32 random bytes its cached answers are sealed under; empty without a store.
    public let tenantKeys: [[UInt8]]

    /// Creates a snapshot.
    public init(
        sequence: UInt64, trustSequence: UInt64, policies: Policies, issuers: [TokenIssuer],
        clientSettings: TLSSettings, workerSettings: TLSSettings,
        workerAuthorityRegions: [RegionSet], gateRegion: RegionIndex, redisRegion: RegionIndex?,
        auditRegion: RegionIndex?, tenantKeys: [[UInt8]]
    ) {
        self.sequence = sequence
        self.trustSequence = trustSequence
        self.policies = policies
        self.issuers = issuers
        self.clientSettings = clientSettings
        self.workerSettings = workerSettings
        self.workerAuthorityRegions = workerAuthorityRegions
        self.gateRegion = gateRegion
        self.redisRegion = redisRegion
        self.auditRegion = auditRegion
        self.tenantKeys = tenantKeys
    }
}
