// How a certificate and a token become a caller, as `identity.yaml` says it.

/// The trusted authorities and issuers, and the rules that map what they vouch for.
public struct IdentityRules: Sendable {
    /// A bundle of certificate authorities for callers.
    public struct Authority: Hashable, Sendable {
        /// Its name, unique among its kind.
        public let name: String
        /// The bundle's path as the file says it.
        public let bundle: String
        /// The SPIFFE trust domain.
        public let trustDomain: String
        /// Whether it is for development; the gate then listens on loopback only.
        public let development: Bool

        /// Takes an authority as its file says it.
        public init(name: String, bundle: String, trustDomain: String, development: Bool) {
            self.name = name
            self.bundle = bundle
            self.trustDomain = trustDomain
            self.development = development
        }
    }

    /// Which name in a certificate a mapping looks at.
    public enum Match: Hashable, Sendable {
        /// A SPIFFE caller of this domain: of one name, or of any where the name is nil.
        case spiffe(trustDomain: String, name: String?)
        case dns(String)
        case commonName(String)
    }

    /// Whom a mapping makes of a certificate that matches.
    public enum CallerName: Hashable, Sendable {
        case literal(String)
        /// The name that stands in the SPIFFE identifier.
        case captured
    }

    /// One mapping; the first that matches wins.
    public struct Mapping: Hashable, Sendable {
        /// Which certificates it maps.
        public let match: Match
        /// Whom it makes of them.
        public let caller: CallerName
        /// The tenant that it sets, if any.
        public let tenant: String?
        /// Roles that it gives.
        public let roles: [String]

        /// Takes a mapping as its file says it.
        public init(match: Match, caller: CallerName, tenant: String? = nil, roles: [String] = []) {
            self.match = match
            self.caller = caller
            self.tenant = tenant
            self.roles = roles
        }
    }

    /// A token issuer.
    public struct Issuer: Hashable, Sendable {
        /// The value of `iss`.
        public let issuer: String
        /// The key set's path as the file says it.
        public let jwks: String
        /// Audiences, one of which a token must name.
        public let audiences: [String]
        /// Algorithms that its keys may have.
        public let algorithms: [String]
        /// Seconds by which its clock may differ.
        public let clockSkewSeconds: Int
        /// The longest token accepted.
        public let maximumTokenBytes: Int
        /// Names of the claims that hold the tenant, the roles and the data classes.
        public let tenantClaim: String?
        /// The claim that holds the roles.
        public let rolesClaim: String?
        /// The claim that holds the data classes.
        public let dataClassesClaim: String?

        /// Takes an issuer as its file says it.
        public init(
            issuer: String, jwks: String, audiences: [String], algorithms: [String],
            clockSkewSeconds: Int = 30, maximumTokenBytes: Int = 8192, tenantClaim: String? = nil,
            rolesClaim: String? = nil, dataClassesClaim: String? = nil
        ) {
            self.issuer = issuer
            self.jwks = jwks
            self.audiences = audiences
            self.algorithms = algorithms
            self.clockSkewSeconds = clockSkewSeconds
            self.maximumTokenBytes = maximumTokenBytes
            self.tenantClaim = tenantClaim
            self.rolesClaim = rolesClaim
            self.dataClassesClaim = dataClassesClaim
        }
    }

    /// What a bind rule's claim must equal.
    public enum BindTarget: Hashable, Sendable {
        /// The caller's name from the certificate.
        case callerName
        case literal(String)
    }

    /// A rule that ties a token without `cnf` to the certificate.
    public struct Bind: Hashable, Sendable {
        /// The claim that is looked at.
        public let claim: String
        /// What it must equal.
        public let equals: BindTarget

        /// Takes a rule as its file says it.
        public init(claim: String, equals: BindTarget) {
            self.claim = claim
            self.equals = equals
        }
    }

    /// Authorities, in the order that `CertificateNames.authorityIndex` counts.
    public let authorities: [Authority]
    /// Mappings, of which the first that matches wins.
    public let mappings: [Mapping]
    /// Token issuers.
    public let issuers: [Issuer]
    /// Rules of which one must match a token without `cnf`.
    public let binds: [Bind]

    /// Takes the rules as their file says them.
    public init(authorities: [Authority], mappings: [Mapping], issuers: [Issuer], binds: [Bind]) {
        self.authorities = authorities
        self.mappings = mappings
        self.issuers = issuers
        self.binds = binds
    }
}
