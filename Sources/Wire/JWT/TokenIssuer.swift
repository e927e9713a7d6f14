// Whom we believe about callers: an issuer, its keys and what its tokens must say.

/// A trusted issuer of tokens.
public struct TokenIssuer: Sendable {
    /// The exact value of `iss`.
    public var issuer: String
    /// The keys that the issuer signs with.
    public var keys: KeySet
    /// The audiences of which a token must name at least one.
    public var audiences: [String]
    /// How far the issuer's clock may be from ours.
    public var skewSeconds: Int
    /// The algorithms accepted from this issuer; a key of another is not used.
    public var algorithms: [TokenAlgorithm]
    /// The longest token accepted from this issuer.
    public var maximumTokenBytes: Int
    /// The claims kept in a verified token; empty keeps all.
    public var claimNames: [String]

    /// Names an issuer.
    public init(
        issuer: String, keys: KeySet, audiences: [String], skewSeconds: Int = 30,
        algorithms: [TokenAlgorithm] = TokenAlgorithm.allCases, maximumTokenBytes: Int = 8192,
        claimNames: [String] = []
    ) {
        self.issuer = issuer
        self.keys = keys
        self.audiences = audiences
        self.skewSeconds = skewSeconds
        self.algorithms = algorithms
        self.maximumTokenBytes = maximumTokenBytes
        self.claimNames = claimNames
    }
}
