// Promise: a limit is exact, for one process and through Redis for all of them.
import Foundation
import Testing

extension Promises {
    @Suite struct `A limit` {
        /// `metered` may be asked `burst` times and then once an hour.
        private func plan(scope: String, burst: Int, onFailure: String = "local") -> HousePlan {
            var plan = HousePlan.scripted(seconds: 0)
            let kind = WorkerPlan.Kind.scripted(
                models: ["affine": ["1"], "metered": ["1"]], seconds: 0)
            plan.pools = [
                PoolPlan(
                    name: "dubai", region: "ae-dubai",
                    workers: [WorkerPlan(name: "worker-1", kind: kind)])
            ]
            plan.redis = scope == "global"
            plan.awaited = ["affine", "metered"]
            let failure = scope == "global" ? ", on_store_failure: \(onFailure)" : ""
            plan.policies.limits = """
                limits:
                  - { name: metered, per: [tenant, model], models: [metered], rate: 1/h, burst: \(burst), scope: \(scope)\(failure) }

                """
            return plan
        }

        @Test func `is exact for the process, whichever core is asked`() throws {
            let house = try House(plan(scope: "local", burst: 50))
            let load = try RunningLoad(
                house,
                ["model": "metered", "count": 200, "concurrency": 16, "channels": 8])
            let counts = try load.finish(within: 60)
            #expect(counts.codes == ["OK": 50, "RESOURCE_EXHAUSTED": 150], "\(counts.details)")
        }

        @Test func `is exact for two gateways that share a store`() throws {
            let house = try House(plan(scope: "global", burst: 50))
            let admin = try Scratch.freePorts(1)[0]
            try house.startGateway("second", admin: admin)
            let load = try RunningLoad(
                house,
                ["model": "metered", "count": 200, "concurrency": 16, "channels": 16])
            let counts = try load.finish(within: 60)
            #expect(counts.codes == ["OK": 50, "RESOURCE_EXHAUSTED": 150], "\(counts.details)")
        }

        @Test(arguments: ["local", "deny"])
        func `does what its file says when the store is gone`(onFailure: String) throws {
            let house = try House(plan(scope: "global", burst: 50, onFailure: onFailure))
            let before = try house.infer("metered", .affine([1, 2, 3, 4]), as: .clinician)
            #expect(before.status == 200, "\(before.body)")
            try house.child("redis").stop()
            let after = try house.infer("metered", .affine([1, 2, 3, 4]), as: .clinician)
            if onFailure == "deny" {
                #expect(after.status == 503, "\(after.body)")
                #expect(after.code == "limit_store_unavailable")
            } else {
                #expect(after.status == 200, "\(after.body)")
            }
            try house.expectServing()
        }
    }
}
