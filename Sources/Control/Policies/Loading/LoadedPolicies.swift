// A policy set with the bytes of every file that it names: all that a snapshot is built from.

public import Policy
public import Wire

/// A policy set that was loaded whole.
public struct LoadedPolicies: Sendable {
    /// The set.
    public let policies: Policies
    /// Certificate bundles of the callers' authorities, in the order of `policies.identity.authorities`.
    public let authorityBundles: [[UInt8]]
    /// Token issuers with their keys, in the order of `policies.identity.issuers`.
    public let issuers: [TokenIssuer]
    /// Every file that the set names, by the path that it names it by.
    public let namedFiles: [String: [UInt8]]
    /// Folders whose changes may change the set.
    public let watchedFolders: [String]
    /// What is doubtful about the set and does not stop it.
    public let warnings: [PolicyDiagnostic]
    /// The requests of its tests.
    let cases: [PolicyCase]
}
