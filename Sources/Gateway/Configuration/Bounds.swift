// Every bound of the gateway, each with its reason.

/// The limits that keep one caller, one worker or one mistake from using up what the others need.
enum Bounds {
    /// Client connections of one shard: at about 60 KB each this is under 1 GB.
    static let clientConnectionsPerShard = 16_384
    /// A handshake that takes longer is an attack or a broken network.
    static let handshakeMilliseconds = 5_000
    /// A connection without a request is closed after this: it costs 60 KB.
    static let idleConnectionMilliseconds = 300_000
    /// A client may take this long to read our last words before its socket goes.
    static let lingerMilliseconds = 1_000
    /// What a client may still send meanwhile; it is thrown away.
    static let lingerBytes = 1 << 20
    /// The largest message passed on: the design's default.
    static let messageBytes = 64 << 20
    /// The largest JSON body: it is held whole while it is transcoded.
    static let restBodyBytes = 64 << 20
    /// The largest message held for a retry; longer ones are cut through.
    static let heldForRetryBytes = 64 << 10
    /// How far a message may arrive before it names its model: one stream window.
    static let unnamedBytes = streamWindowBytes
    /// What a client may send ahead on one stream: the memory a slow worker can cost per request.
    static let streamWindowBytes = 1 << 20
    /// What a client may send ahead on one connection.
    static let connectionWindowBytes = 4 << 20
    /// What may wait for a slow reader or a slow worker on one stream, each way.
    static let outgoingBytes = 256 << 10
    /// Ciphertext that may wait for one socket.
    static let unsentBytes = 256 << 10
    /// Plaintext taken from one connection in one turn, so that the others get theirs.
    static let bytesPerTurn = 256 << 10
    /// Connections accepted in one turn.
    static let acceptsPerTurn = 64
    /// What an answered stream may still send before it is reset.
    static let discardedBytes = 1 << 20
    /// The answer of a worker to one of the gate's own questions (readiness).
    static let probeBytes = 64 << 10
    /// A worker that does not answer a readiness question within this is not ready.
    static let probeMilliseconds = 2_000
    /// A connection whose worker has said nothing for this long is given up, with what is on it.
    static let silentWorkerMilliseconds = 15_000
    /// First and longest wait before a worker is connected again; doubled each time, with jitter.
    static let reconnectMilliseconds = 50...5_000
    /// Requests in flight of one shard: each holds at most its windows.
    static let requestsPerShard = 65_536
    /// Verified tokens remembered by one shard, about 1 KB each.
    static let rememberedTokens = 8_192
    /// New tokens per second that one connection may have verified: a flood must not buy signature checks.
    static let verificationsPerSecond = 200
    /// Verifications a connection may make at once, before the rate holds it.
    static let verificationsBurst = 400
    /// Records a shard keeps before it posts them, also posted at the end of every turn.
    static let recordsPerBatch = 256
    /// Records between the shards and the disk before the shards stop reading: about 50 MB of lines.
    static let recordsWaiting = 1 << 16
    /// How often a shard that has stopped reading looks whether it may again.
    static let heldBackMilliseconds = 5
    /// One request is tried on at most this many workers.
    static let tries = 2
    /// Between the two GOAWAYs: about one round trip, so that streams under way still arrive.
    static let goAwayMilliseconds = 200
    /// Reserved for rate-limit cells, shared by all shards: about 100 bytes each.
    static let limitCells = 1 << 17
    /// The total deadline of a request whose model has none in `traffic.yaml`.
    static let requestMilliseconds = 60_000
}
