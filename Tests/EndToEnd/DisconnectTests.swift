// Promise: when the caller leaves or its deadline passes, the work stops.
import Foundation
import Testing

extension Promises {
    @Suite struct `The worker's work stops` {
        private func events(_ house: House, _ word: String) -> Int {
            let file = house.folder.appendingPathComponent("worker-1.jsonl")
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            return text.components(separatedBy: "\"\(word)\"").count - 1
        }

        private func expectStopped(_ house: House) {
            #expect(events(house, "begun") == 1)
            let stopped = Wait.until(seconds: 5) { events(house, "cancelled") == 1 }
            #expect(stopped, "the worker was told")
            #expect(events(house, "finished") == 0)
        }

        @Test(arguments: ["--http1.1", "--http2"])
        func `when a client over REST disconnects`(version: String) throws {
            let house = try House(HousePlan.scripted(seconds: 20))
            let answer = try house.infer(
                "affine", .affine([1, 2, 3, 4]), as: .clinician,
                arguments: [version, "--max-time", "1"])
            #expect(answer.status == 0)
            #expect(answer.curlStatus == 28, "curl left: \(answer.curlError)")
            expectStopped(house)
        }

        @Test func `when a gRPC deadline passes`() throws {
            let house = try House(HousePlan.scripted(seconds: 20))
            let answer = try house.grpc(
                GRPCCall.affine([1, 2, 3, 4]).with("timeout", 1), as: .clinician)
            #expect(answer.status == "DEADLINE_EXCEEDED")
            expectStopped(house)
        }

        @Test func `when a gRPC client is killed`() throws {
            let house = try House(HousePlan.scripted(seconds: 20))
            let load = try RunningLoadInBackground(house, count: 1)
            let begun = Wait.until(seconds: 10) { events(house, "begun") == 1 }
            #expect(begun)
            load.kill()
            expectStopped(house)
        }

        @Test func `when the file's own timeout passes`() throws {
            var plan = HousePlan.scripted(seconds: 20)
            plan.policies.traffic = plan.policies.traffic.replacingOccurrences(
                of:
                    "idempotent: true, timeout_milliseconds: 20000, per_try_timeout_milliseconds: 10000",
                with:
                    "idempotent: false, timeout_milliseconds: 800, per_try_timeout_milliseconds: 800"
            )
            let house = try House(plan)
            let answer = try house.infer("affine", .affine([1, 2, 3, 4]), as: .clinician)
            #expect(answer.status == 504, "\(answer.body)")
            #expect(answer.code == "deadline_exceeded")
            expectStopped(house)
        }
    }
}

extension RunningLoadInBackground {
    /// Ends the client without a goodbye.
    func kill() { process.signal(SIGKILL) }
}
