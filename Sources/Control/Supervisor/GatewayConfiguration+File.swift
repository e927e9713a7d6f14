// From the SRE's file to what the shards take.

import Gateway

extension GatewayConfiguration {
    /// Takes over what the file says.
    init(_ file: GatewayFile, redisPassword: [UInt8]?) {
        self.init(
            listeners: file.listeners.map(\.value), shardCount: file.shards,
            pinsShards: file.pinsShards,
            pools: file.pools.map { pool in
                Pool(
                    name: pool.name, region: pool.region?.value,
                    models: pool.models?.map(\.value), addresses: pool.addresses)
            },
            readinessIntervalMilliseconds: file.readinessIntervalMilliseconds,
            redis: file.redis.map { redis in
                Redis(
                    address: redis.address, region: redis.region.value, password: redisPassword,
                    timeoutMilliseconds: redis.timeoutMilliseconds)
            },
            drainMilliseconds: file.drainMilliseconds, auditRegion: file.audit.region.value)
    }
}
