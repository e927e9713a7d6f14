// Promise: data stays where policy says, whoever is left to serve it.
import Foundation
import Testing

extension Promises {
    @Suite struct `Data stays in its region` {
        /// Dubai and Frankfurt both serve `affine`; Frankfurt writes down what reaches it.
        private func plan() -> HousePlan {
            var plan = HousePlan()
            plan.redis = false
            plan.awaited = ["affine"]
            let kind = WorkerPlan.Kind.scripted(models: ["affine": ["1"]], seconds: 0)
            plan.pools = [
                PoolPlan(
                    name: "dubai", region: "ae-dubai",
                    workers: [WorkerPlan(name: "worker-1", kind: kind)]),
                PoolPlan(
                    name: "frankfurt", region: "eu-frankfurt",
                    workers: [WorkerPlan(name: "worker-3", kind: kind)]),
            ]
            return plan
        }

        private func reached(_ house: House, _ worker: String) -> Int {
            let file = house.folder.appendingPathComponent("\(worker).jsonl")
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            return text.components(separatedBy: "begun").count - 1
        }

        private let health = ["x-portcullis-data-class: health"]

        @Test func `when the only worker left is elsewhere`() throws {
            let house = try House(plan())
            // Frankfurt may have been the first to be ready.
            let served = try Wait.until(seconds: 10) {
                try house.infer(
                    "affine", .affine([1, 2, 3, 4]), as: .clinician, headers: health
                ).status == 200
            }
            #expect(served)
            for _ in 0..<10 {
                let answer = try house.infer(
                    "affine", .affine([1, 2, 3, 4]), as: .clinician, headers: health)
                #expect(answer.status == 200, "\(answer.body)")
                #expect(answer.region == "ae-dubai")
            }
            try house.child("worker-1").stop()
            let before = reached(house, "worker-3")
            for _ in 0..<10 {
                let answer = try house.infer(
                    "affine", .affine([1, 2, 3, 4]), as: .clinician, headers: health)
                #expect([502, 503].contains(answer.status), "\(answer.status) \(answer.body)")
            }
            let settled = try Wait.until(seconds: 5) {
                try house.infer(
                    "affine", .affine([1, 2, 3, 4]), as: .clinician, headers: health
                ).code == "no_worker"
            }
            #expect(settled, "then it is known that nobody permitted is there")
            #expect(reached(house, "worker-3") == before, "nothing of it reached Frankfurt")
            // What may be in the EU goes on.
            let open = try house.infer("affine", .affine([1, 2, 3, 4]), as: .clinician)
            #expect(open.status == 200, "\(open.body)")
            #expect(open.region == "eu-frankfurt")
        }

        @Test func `when the caller's own token adds the class`() throws {
            let house = try House.shared()
            var person = Person.clinician
            person.dataClasses = ["health"]
            let answer = try house.infer("digits-eu", .image(5), as: person)
            #expect(answer.status == 451, "\(answer.body)")
            #expect(answer.code == "residency_denied")
        }

        @Test func `when the gate itself stands in the wrong place`() throws {
            var plan = plan()
            // Only the EU may see this data, and the gate is in Dubai: it would decrypt it.
            plan.policies.residency = """
                permit (principal, action, resource in Jurisdiction::"EU");
                permit (principal, action, resource in Jurisdiction::"AE")
                unless { context.model == Model::"digits-eu" };

                """
            let house = try House(plan)
            let answer = try house.infer("digits-eu", .image(5), as: .clinician)
            #expect(answer.status == 451, "\(answer.body)")
            #expect(answer.code == "residency_denied")
        }

        @Test func `when a worker's certificate says another region than its pool`() throws {
            var plan = plan()
            let kind = WorkerPlan.Kind.scripted(models: ["affine": ["1"]], seconds: 0)
            plan.awaited = []
            plan.pools = [
                PoolPlan(
                    name: "dubai", region: "ae-dubai",
                    workers: [WorkerPlan(name: "worker-3", kind: kind)])
            ]
            let house = try House(plan)
            Thread.sleep(forTimeInterval: 1)
            let answer = try house.infer("affine", .affine([1, 2, 3, 4]), as: .clinician)
            #expect(answer.status == 503, "\(answer.body)")
            #expect(answer.code == "no_worker")
            #expect(reached(house, "worker-3") == 0)
        }
    }
}
