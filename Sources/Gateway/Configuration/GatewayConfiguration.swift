// What the SRE's file says, as plain values: listeners, workers, stores and threads.

public import Runtime

/// Everything a gateway needs that does not come from the policy folder; immutable and shared.
public struct GatewayConfiguration: Sendable {
    /// A group of worker addresses in one region.
    public struct Pool: Sendable {
        /// The name that the file gives.
        public var name: String
        /// The region that each worker's certificate must prove, or nil when the certificate alone says.
        public var region: String?
        /// The models this pool serves; nil means all.
        public var models: [String]?
        /// Where its workers listen.
        public var addresses: [SocketAddress]

        /// Creates a pool.
        public init(name: String, region: String?, models: [String]?, addresses: [SocketAddress]) {
            self.name = name
            self.region = region
            self.models = models
            self.addresses = addresses
        }
    }

    /// The Redis that replicas share.
    public struct Redis: Sendable {
        /// Where it listens; loopback only, since the connection is in clear text.
        public var address: SocketAddress
        /// The region it stands in: an answer is stored there only where the permit allows it.
        public var region: String?
        /// The password for AUTH, if any.
        public var password: [UInt8]?
        /// How long a reply may take before it counts as a miss.
        public var timeoutMilliseconds: Int

        /// Creates the description of one Redis.
        public init(
            address: SocketAddress, region: String?, password: [UInt8]?, timeoutMilliseconds: Int
        ) {
            self.address = address
            self.region = region
            self.password = password
            self.timeoutMilliseconds = timeoutMilliseconds
        }
    }

    /// Where callers connect; every shard listens on each.
    public var listeners: [SocketAddress]
    /// How many shards run.
    public var shardCount: Int
    /// Whether shard N is pinned to core N.
    public var pinsShards: Bool
    /// The workers.
    public var pools: [Pool]
    /// How often each worker is asked whether each model version is ready.
    public var readinessIntervalMilliseconds: Int
    /// The shared store, if any.
    public var redis: Redis?
    /// How long a drain waits for requests in flight.
    public var drainMilliseconds: Int
    /// The region where audit records are written; nil when the file does not say.
    public var auditRegion: String?

    /// Creates a configuration with the defaults of the design for what is left out.
    public init(
        listeners: [SocketAddress], shardCount: Int, pinsShards: Bool = false, pools: [Pool],
        readinessIntervalMilliseconds: Int = 1_000, redis: Redis? = nil,
        drainMilliseconds: Int = 10_000, auditRegion: String? = nil
    ) {
        self.listeners = listeners
        self.shardCount = shardCount
        self.pinsShards = pinsShards
        self.pools = pools
        self.readinessIntervalMilliseconds = readinessIntervalMilliseconds
        self.redis = redis
        self.drainMilliseconds = drainMilliseconds
        self.auditRegion = auditRegion
    }
}
