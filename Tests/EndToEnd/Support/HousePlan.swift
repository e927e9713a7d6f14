// What a test wants to stand: which workers in which pools, Redis or not, under which policies.
import Foundation

/// One worker: our own with real models, or the scripted one.
struct WorkerPlan {
    enum Kind {
        /// `portcullis-worker` over the sample models.
        case engine
        /// The Python worker: each answer takes this long.
        case scripted(models: [String: [String]], seconds: Double)
    }

    /// Its certificate's name in `certs`, and its own.
    let name: String
    var kind = Kind.engine
}

struct PoolPlan {
    let name: String
    let region: String
    var models: [String]? = nil
    let workers: [WorkerPlan]
}

struct HousePlan {
    var policies = PolicyFiles()
    var redis = true
    /// The scripted models' names when the sample models are not wanted: what readiness waits for.
    var awaited = ["digits", "affine", "survey", "metered", "triage"]
    var drainMilliseconds = 10_000
    var readinessMilliseconds = 200
    var pools = [
        PoolPlan(
            name: "dubai", region: "ae-dubai",
            models: ["digits", "affine", "survey", "metered", "triage"],
            workers: [WorkerPlan(name: "worker-1"), WorkerPlan(name: "worker-2")]),
        PoolPlan(
            name: "frankfurt", region: "eu-frankfurt", models: ["digits-eu"],
            workers: [WorkerPlan(name: "worker-3")]),
    ]

    /// One scripted worker that serves these models, each answer taking `seconds`.
    static func scripted(seconds: Double, models: [String] = ["affine"]) -> HousePlan {
        var plan = HousePlan()
        plan.redis = false
        plan.awaited = models
        let versions = Dictionary(uniqueKeysWithValues: models.map { ($0, ["1"]) })
        let kind = WorkerPlan.Kind.scripted(models: versions, seconds: seconds)
        plan.pools = [
            PoolPlan(
                name: "dubai", region: "ae-dubai",
                workers: [WorkerPlan(name: "worker-1", kind: kind)])
        ]
        return plan
    }
}

/// The ports of one house.
struct Ports {
    let gate: Int
    let admin: Int
    let redis: Int
    let workers: [Int]
}

extension HousePlan {
    var workers: [WorkerPlan] { pools.flatMap(\.workers) }

    /// The SRE's file for these ports; `admin` is told apart for a second gateway beside the first.
    func configuration(_ ports: Ports, admin: Int, name: String) -> String {
        var lines = [
            "listeners: [127.0.0.1:\(ports.gate)]",
            "identity: { certificate: certs/gate.pem, key: certs/gate.key }",
            "policies: policies",
            "workers:",
            "  authorities:",
            "    - { bundle: certs/workers-ca.pem, regions: [ae-dubai, eu-frankfurt] }",
            "  readiness_interval_milliseconds: \(readinessMilliseconds)",
            "  pools:",
        ]
        var next = ports.workers[...]
        for pool in pools {
            let addresses = pool.workers.map { _ in "127.0.0.1:\(next.removeFirst())" }
            let models = pool.models.map { ", models: [\($0.joined(separator: ", "))]" } ?? ""
            lines.append(
                "    - { name: \(pool.name), region: \(pool.region), "
                    + "addresses: [\(addresses.joined(separator: ", "))]\(models) }")
        }
        if redis {
            lines += [
                "redis: { address: 127.0.0.1:\(ports.redis), region: ae-dubai, "
                    + "timeout_milliseconds: 50 }",
                "cache: { master_key: certs/cache-master.key, tenant_keys: certs/tenant-keys }",
            ]
        }
        lines += [
            "admin: 127.0.0.1:\(admin)",
            "audit: { path: \(name)-audit.jsonl, region: ae-dubai, key: certs/audit.key }",
            "access_log: \(name)-access.jsonl",
            "shards: 2",
            "pin: false",
            "drain_milliseconds: \(drainMilliseconds)",
        ]
        return lines.joined(separator: "\n") + "\n"
    }
}
