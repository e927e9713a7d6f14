// In which regions each model is served at all: what tells "nobody may" from "nobody is there".

import Policy

/// The regions of the pools that serve each model, and of workers whose certificates proved one.
struct PlaceMemory {
    /// By model: what the files say.
    private var declared: [RegionSet]

    init(_ policies: Policies, _ configuration: GatewayConfiguration) {
        declared = policies.models.map { model in
            var regions = RegionSet()
            for pool in configuration.pools {
                guard pool.models?.contains(model.name) ?? true, let name = pool.region,
                    let region = policies.region(named: name)
                else { continue }
                regions.insert(region)
            }
            return regions
        }
    }

    /// The regions that serve a model, those of workers that have died included.
    func serving(_ model: ModelIndex, shard: Shard) -> RegionSet {
        var regions = declared[Int(model.rawValue)]
        for worker in shard.workers {
            let pool = shard.configuration.pools[worker.pool]
            guard pool.region == nil, let name = worker.lastRegionName,
                pool.models?.contains(shard.snapshot.policies[model].name) ?? true,
                let region = shard.snapshot.policies.region(named: name)
            else { continue }
            regions.insert(region)
        }
        return regions
    }
}
