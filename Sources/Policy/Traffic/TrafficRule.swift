// How one model's requests are spread over its versions, and how long they may take.

/// What `traffic.yaml` says of one model.
public final class TrafficRule: Sendable {
    /// A version and its share.
    public struct VersionWeight: Hashable, Sendable {
        /// Its name, unique among its kind.
        public let name: String
        /// Any non-negative number; shares are in proportion to it, and zero gets nobody.
        public let weight: UInt32
        /// UTF-8 of the name.
        public let nameBytes: [UInt8]

        /// Takes a version's name and weight.
        public init(name: String, weight: UInt32) {
            self.name = name
            self.weight = weight
            self.nameBytes = Array(name.utf8)
        }
    }

    /// What stays with one version: the bytes of this are the key of the choice.
    public enum Sticky: Hashable, Sendable {
        /// The caller: certificate, issuer and subject.
        case caller
        /// The value of a request header, by its name in lower case; the caller where it is absent.
        case header(String)
        /// Each request by itself: the decision id.
        case request
    }

    /// Versions with their shares.
    public let versions: [VersionWeight]
    /// What stays with one version.
    public let sticky: Sticky
    /// What sets this draw apart from others.
    public let salt: String
    /// Whether a caller may name the version it wants.
    public let explicitVersions: Bool
    /// Whether a request may run twice, so that a retry is safe.
    public let idempotent: Bool
    /// The most time for a request, retries included.
    public let totalTimeoutMilliseconds: Int
    /// The most time for one try.
    public let perTryTimeoutMilliseconds: Int
    /// The version that every key gets, where only one has any weight.
    private let only: VersionIndex?
    private let hashes: [KeyedHash]
    private let names: NameTable

    /// Takes a rule as its file says it; versions are kept in the order given.
    public init(
        versions: [VersionWeight], sticky: Sticky = .caller, salt: String,
        explicitVersions: Bool = false, idempotent: Bool = false, totalTimeoutMilliseconds: Int,
        perTryTimeoutMilliseconds: Int
    ) {
        self.versions = versions
        self.sticky = sticky
        self.salt = salt
        self.explicitVersions = explicitVersions
        self.idempotent = idempotent
        self.totalTimeoutMilliseconds = totalTimeoutMilliseconds
        self.perTryTimeoutMilliseconds = perTryTimeoutMilliseconds
        let weighted = versions.indices.filter { versions[$0].weight > 0 }
        self.only = weighted.count == 1 ? VersionIndex(UInt16(weighted[0])) : nil
        self.names = NameTable(versions.map(\.name))
        self.hashes = versions.map { version in
            KeyedHash(derivedFrom: Array("\(salt.utf8.count):\(salt):\(version.name)".utf8))
        }
    }

    /// The version that a sticky key gets, or nil when no version has any weight.
    ///
    /// A weighted rendezvous: raising one version's weight moves keys to it and moves no other.
    public func choose(stickyKey: Span<UInt8>) -> VersionIndex? {
        if let only { return only }
        var chosen: Int?
        var least = Double.infinity
        for index in versions.indices where versions[index].weight > 0 {
            let draw = NaturalLogarithm.ofInverseUniform(hashes[index].hash(stickyKey))
            let score = draw / Double(versions[index].weight)
            if chosen == nil || score < least {
                chosen = index
                least = score
            }
        }
        return chosen.map { VersionIndex(UInt16($0)) }
    }

    /// The version of a name, if the model has it.
    public func version(named name: Span<UInt8>) -> VersionIndex? {
        names.find(name).map { VersionIndex(UInt16($0)) }
    }

    /// A version by its position.
    public subscript(_ index: VersionIndex) -> VersionWeight { versions[Int(index.rawValue)] }
}
