// What a worker is told when it starts.

public import Runtime
public import Wire

/// Says where a worker listens, whom it admits and how much it may hold.
public struct WorkerSettings: Sendable {
    /// Where it listens for the gate.
    public var listen: SocketAddress
    /// Its certificate, key and the authorities that sign gates; the role is set by the worker.
    public var tls: TLSSettings
    /// The URI names of the gates that are admitted, compared exactly.
    public var gates: [String]
    /// The number of threads that serve connections.
    public var shards = 1
    /// The number of threads, for each shard, that run models.
    public var engineThreads = 1
    /// How requests queue and share runs.
    public var batching = BatchLimits()
    /// The largest request message.
    public var maximumMessageBytes = 64 << 20
    /// The request bytes that a shard holds at once; a request that does not fit is refused.
    public var maximumHeldBytes = 256 << 20
    /// The connections that a shard serves at once.
    public var maximumConnections = 1024
    /// How long a TLS handshake may take.
    public var handshakeMilliseconds = 10_000
    /// How long requests under way may take once the worker has been told to stop.
    public var drainMilliseconds = 10_000

    /// Makes settings with the default bounds.
    public init(listen: SocketAddress, tls: TLSSettings, gates: [String]) {
        self.listen = listen
        self.tls = tls
        self.tls.role = .server
        self.tls.applicationProtocols = [.h2]
        self.gates = gates
    }
}
